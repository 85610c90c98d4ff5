# The project's build vocabulary: one CMake target a room, tests beside their source, includes that point one way.
include(GNUInstallDirs)
include(CTest)
find_package(OpenMP REQUIRED COMPONENTS CXX)
if(ZK_TESTS)
    find_package(GTest REQUIRED)
    include(GoogleTest)
endif()
if(ZK_BENCH)
    find_package(benchmark REQUIRED)
endif()

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)

add_library(zk_flags INTERFACE)
target_include_directories(zk_flags INTERFACE ${PROJECT_SOURCE_DIR} ${PROJECT_BINARY_DIR}/generated)
target_compile_options(zk_flags INTERFACE
    $<$<COMPILE_LANGUAGE:CXX>:-Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Werror>
    # g++ 12 sees overlapping copies in std::string concatenation that are not there (GCC bug 105651).
    $<$<CXX_COMPILER_ID:GNU>:$<$<COMPILE_LANGUAGE:CXX>:-Wno-restrict>>)

# zk_room(NAME SOURCES ... LINKS ... PRIVATE_LINKS ...): library `zk_NAME`, alias `zk::NAME`; without SOURCES an interface library.
function(zk_room name)
    cmake_parse_arguments(ARG "" "" "SOURCES;LINKS;PRIVATE_LINKS" ${ARGN})
    if(ARG_SOURCES)
        add_library(zk_${name} STATIC ${ARG_SOURCES})
        target_link_libraries(zk_${name} PUBLIC zk_flags ${ARG_LINKS} PRIVATE ${ARG_PRIVATE_LINKS})
    else()
        add_library(zk_${name} INTERFACE)
        target_link_libraries(zk_${name} INTERFACE zk_flags ${ARG_LINKS})
    endif()
    add_library(zk::${name} ALIAS zk_${name})
endfunction()

# zk_test(NAME SOURCES ... LINKS ... [TIMEOUT s]): GoogleTest executable `NAME`, each case a CTest.
function(zk_test name)
    if(NOT ZK_TESTS)
        return()
    endif()
    cmake_parse_arguments(ARG "" "TIMEOUT" "SOURCES;LINKS;LABELS" ${ARGN})
    if(NOT ARG_TIMEOUT)
        set(ARG_TIMEOUT 300)
    endif()
    add_executable(${name} ${ARG_SOURCES})
    target_link_libraries(${name} PRIVATE zk_flags ${ARG_LINKS} GTest::gtest GTest::gtest_main)
    gtest_discover_tests(${name} TEST_PREFIX ${name}. DISCOVERY_TIMEOUT 60
        WORKING_DIRECTORY ${PROJECT_SOURCE_DIR} PROPERTIES TIMEOUT ${ARG_TIMEOUT} LABELS "${ARG_LABELS}")
endfunction()

# zk_bench(NAME SOURCES ... LINKS ...): Google Benchmark executable.
function(zk_bench name)
    if(NOT ZK_BENCH)
        return()
    endif()
    cmake_parse_arguments(ARG "" "" "SOURCES;LINKS" ${ARGN})
    add_executable(${name} ${ARG_SOURCES})
    target_link_libraries(${name} PRIVATE zk_flags ${ARG_LINKS} benchmark::benchmark)
endfunction()

# zk_forbid(ROOM INCLUDES room ...): a CTest that fails when a file of ROOM includes a header of a listed room.
function(zk_forbid room)
    cmake_parse_arguments(ARG "" "" "INCLUDES" ${ARGN})
    if(NOT ZK_TESTS)
        return()
    endif()
    list(JOIN ARG_INCLUDES "," forbidden)
    add_test(NAME architecture.${room}_includes
        COMMAND ${CMAKE_COMMAND} -DROOM=${PROJECT_SOURCE_DIR}/${room} -DFORBIDDEN=${forbidden}
            -P ${PROJECT_SOURCE_DIR}/cmake/check_includes.cmake)
endfunction()

# zk_fuzz(NAME SOURCES ... LINKS ...): libFuzzer executable, only in the fuzz preset.
function(zk_fuzz name)
    if(NOT ZK_FUZZ)
        return()
    endif()
    cmake_parse_arguments(ARG "" "" "SOURCES;LINKS" ${ARGN})
    add_executable(${name} ${ARG_SOURCES})
    target_link_libraries(${name} PRIVATE zk_flags ${ARG_LINKS})
    target_link_options(${name} PRIVATE -fsanitize=fuzzer)
endfunction()
