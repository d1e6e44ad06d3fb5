# The standard headers that nearly every file sees, parsed once for the layers and once, with
# GoogleTest, for the unit tests: a third of the time of a clean build. A file still includes what it
# uses; the fuzz build (clang) has no precompiled headers and shows one that does not.
set(CHANCERY_PRECOMPILE OFF)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  set(CHANCERY_PRECOMPILE ON)
endif()

set(standard_headers
  <algorithm> <array> <chrono> <cstdint> <functional> <map> <memory> <mutex> <optional> <set> <span>
  <string> <string_view> <utility> <variant> <vector>)

if(CHANCERY_PRECOMPILE)
  target_compile_options(chancery_flags INTERFACE -fpch-preprocess) # for ccache
  add_library(precompiled OBJECT cmake/precompiled.cpp)
  target_link_libraries(precompiled PRIVATE chancery_flags chancery_hardening)
  target_precompile_headers(precompiled PRIVATE ${standard_headers})
  if(CHANCERY_TESTS)
    # An executable, as the tests are: position independence is part of what must agree.
    add_executable(precompiled_test EXCLUDE_FROM_ALL cmake/precompiled.cpp)
    target_link_libraries(precompiled_test PRIVATE chancery_flags chancery_test_flags GTest::gtest)
    target_precompile_headers(precompiled_test PRIVATE ${standard_headers} <gtest/gtest.h>)
  endif()
endif()

function(precompile target from)
  if(CHANCERY_PRECOMPILE)
    target_precompile_headers(${target} REUSE_FROM ${from})
  endif()
endfunction()
