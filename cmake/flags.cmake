# Warnings, hardening and sanitizers. Every target links chancery_flags; what is shipped links
# chancery_hardening too; unit tests, which are compiled often and run once, are not optimised.
add_library(chancery_flags INTERFACE)
add_library(chancery_hardening INTERFACE)
add_library(chancery_test_flags INTERFACE)

target_compile_options(chancery_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wswitch-enum -Wold-style-cast
  -Woverloaded-virtual -Wnon-virtual-dtor -Wformat=2)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # gcc 12 sees std::string move from a temporary past its end (gcc's bug 105329 and its kin).
  target_compile_options(chancery_flags INTERFACE -Wno-array-bounds -Wno-restrict
    -Wno-stringop-overread -Wno-stringop-overflow)
endif()
if(CHANCERY_WERROR)
  target_compile_options(chancery_flags INTERFACE -Werror)
endif()
target_compile_definitions(chancery_flags INTERFACE
  _GLIBCXX_ASSERTIONS CHANCERY_VERSION="${PROJECT_VERSION}")
target_compile_options(chancery_test_flags INTERFACE -O0 -g0)

if(CHANCERY_SANITIZE)
  target_compile_options(chancery_flags INTERFACE
    -fsanitize=${CHANCERY_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=undefined)
  target_link_options(chancery_flags INTERFACE -fsanitize=${CHANCERY_SANITIZE})
else()
  target_compile_options(chancery_hardening INTERFACE
    -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -fstack-protector-strong -fstack-clash-protection
    $<$<STREQUAL:${CMAKE_SYSTEM_PROCESSOR},x86_64>:-fcf-protection>)
  target_link_options(chancery_hardening INTERFACE -pie -Wl,-z,relro,-z,now)
endif()
