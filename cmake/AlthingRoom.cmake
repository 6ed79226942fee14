# althing_room(<name> SOURCES <files> [DEPS <targets>]): one static library per room of src/.
# Includes are rooted at src/; which rooms may be named is written in layers.json.
function(althing_room name)
  cmake_parse_arguments(room "" "" "SOURCES;DEPS" ${ARGN})
  add_library(althing_${name} STATIC ${room_SOURCES})
  target_include_directories(althing_${name} PUBLIC "${PROJECT_SOURCE_DIR}/src")
  target_link_libraries(althing_${name} PRIVATE althing_flags PUBLIC ${room_DEPS})
endfunction()

# althing_test(<name> SOURCES <files> DEPS <targets>): a GoogleTest binary, each case one ctest entry.
function(althing_test name)
  cmake_parse_arguments(test "" "" "SOURCES;DEPS" ${ARGN})
  add_executable(test_${name} ${test_SOURCES})
  target_include_directories(test_${name} PRIVATE "${PROJECT_SOURCE_DIR}/src" "${PROJECT_SOURCE_DIR}/tests")
  target_link_libraries(test_${name} PRIVATE althing_flags ${test_DEPS} GTest::gtest GTest::gmock GTest::gtest_main)
  target_compile_definitions(test_${name} PRIVATE ALTHING_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  include(GoogleTest)
  gtest_discover_tests(test_${name} TEST_PREFIX "${name}." DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 60
    PROPERTIES TIMEOUT 300 SKIP_REGULAR_EXPRESSION "\\[  SKIPPED \\]")
endfunction()
