# layer(NAME USES ... LIBRARIES ... TEST_USES ...): one folder of src/, seeing itself and what USES
# names, nothing through others. x.cpp is the library, x_test.cpp its unit test, which links the
# layer alone, so that a symbol smuggled past USES is undefined. TEST_USES are layers whose headers
# the unit tests see besides, such as db's driver that fails.
function(layer name)
  cmake_parse_arguments(L "" "" "USES;LIBRARIES;TEST_USES" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${name}/*.cpp)
  set(tests ${sources})
  list(FILTER sources EXCLUDE REGEX "_test\\.cpp$")
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")

  if(NOT sources)
    return()
  endif()
  add_library(${name} STATIC ${sources})
  set_target_properties(${name} PROPERTIES OUTPUT_NAME chancery_${name})
  file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/visible/${name})
  file(CREATE_LINK ${CMAKE_SOURCE_DIR}/src/${name} ${CMAKE_BINARY_DIR}/visible/${name}/${name} SYMBOLIC)
  list(TRANSFORM L_USES PREPEND ${CMAKE_BINARY_DIR}/visible/ OUTPUT_VARIABLE seen)
  list(PREPEND seen ${CMAKE_BINARY_DIR}/visible/${name})
  target_include_directories(${name} PRIVATE ${seen})
  target_link_libraries(${name} PRIVATE chancery_flags chancery_hardening ${L_LIBRARIES} ${L_USES} Threads::Threads)
  precompile(${name} precompiled)

  if(CHANCERY_TESTS AND tests)
    add_executable(${name}_test ${tests})
    list(TRANSFORM L_TEST_USES PREPEND ${CMAKE_BINARY_DIR}/visible/)
    target_include_directories(${name}_test PRIVATE ${seen} ${L_TEST_USES})
    target_link_libraries(${name}_test PRIVATE chancery_flags chancery_test_flags ${name} ${L_LIBRARIES}
      GTest::gtest_main)
    precompile(${name}_test precompiled_test)
    add_test(NAME ${name} COMMAND ${name}_test)
    set_tests_properties(${name} PROPERTIES TIMEOUT 300)
  endif()
endfunction()

# program(NAME SOURCES ... USES ... LIBRARIES ...): a composition root of src/main.
function(program name)
  cmake_parse_arguments(P "" "" "SOURCES;USES;LIBRARIES" ${ARGN})
  add_executable(${name} ${P_SOURCES})
  file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/visible/main)
  file(CREATE_LINK ${CMAKE_SOURCE_DIR}/src/main ${CMAKE_BINARY_DIR}/visible/main/main SYMBOLIC)
  list(TRANSFORM P_USES PREPEND ${CMAKE_BINARY_DIR}/visible/ OUTPUT_VARIABLE seen)
  target_include_directories(${name} PRIVATE ${CMAKE_BINARY_DIR}/visible/main ${seen})
  target_link_libraries(${name} PRIVATE chancery_flags chancery_hardening ${P_USES} ${P_LIBRARIES})
endfunction()
