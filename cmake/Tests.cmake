# keycell_tests(model_tests SOURCES a_test.cpp LINK keycell_model DEFINITIONS X=1): a program of GoogleTest tests. All such
# programs share one precompiled header: test files are small, and what they include is not.

# Its warnings and options are those of every test program.
function(keycell_test_header)
  file(WRITE ${CMAKE_BINARY_DIR}/tests/test_header.cpp "")
  add_library(keycell_test_header OBJECT ${CMAKE_BINARY_DIR}/tests/test_header.cpp)
  target_link_libraries(keycell_test_header PRIVATE keycell_warnings GTest::gmock rapidcheck rapidcheck_gtest)
  target_precompile_headers(keycell_test_header PRIVATE
    <gmock/gmock.h> <gtest/gtest.h> <rapidcheck.h> <rapidcheck/gtest.h> <algorithm> <chrono> <functional> <map> <memory>
    <string> <vector>)
endfunction()

function(keycell_tests name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK;DEFINITIONS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE
    keycell_warnings ${ARG_LINK} GTest::gmock GTest::gtest_main rapidcheck rapidcheck_gtest)
  target_compile_definitions(${name} PRIVATE ${ARG_DEFINITIONS})
  target_precompile_headers(${name} REUSE_FROM keycell_test_header)
endfunction()
