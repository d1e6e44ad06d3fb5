# Warnings, hardening and sanitizers: one interface target that every layer links.
add_library(chancery_flags INTERFACE)
target_compile_options(chancery_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wswitch-enum -Wold-style-cast
  -Woverloaded-virtual -Wnon-virtual-dtor -Wformat=2)
if(CHANCERY_WERROR)
  target_compile_options(chancery_flags INTERFACE -Werror)
endif()
target_compile_definitions(chancery_flags INTERFACE
  _GLIBCXX_ASSERTIONS CHANCERY_VERSION="${PROJECT_VERSION}")

if(CHANCERY_SANITIZE)
  target_compile_options(chancery_flags INTERFACE
    -fsanitize=${CHANCERY_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=undefined)
  target_link_options(chancery_flags INTERFACE -fsanitize=${CHANCERY_SANITIZE})
else()
  target_compile_options(chancery_flags INTERFACE
    -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -fstack-protector-strong -fstack-clash-protection
    $<$<STREQUAL:${CMAKE_SYSTEM_PROCESSOR},x86_64>:-fcf-protection>)
  target_link_options(chancery_flags INTERFACE -pie -Wl,-z,relro,-z,now)
endif()
