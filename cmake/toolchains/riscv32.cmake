# RV32IM, ilp32, bare machine: clang and lld 16, libc++ headers without threads, picolibc and libgcc of the Debian
# riscv64-unknown-elf packages. Defines ZK_RISCV32_LIBRARIES, the archives that end every link.
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR riscv32)
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)

find_program(CMAKE_C_COMPILER NAMES clang-16 REQUIRED)
find_program(CMAKE_CXX_COMPILER NAMES clang++-16 REQUIRED)
find_program(ZK_RISCV32_LLD NAMES ld.lld-16 REQUIRED)
find_program(CMAKE_AR NAMES riscv64-unknown-elf-ar REQUIRED)
find_program(CMAKE_RANLIB NAMES riscv64-unknown-elf-ranlib REQUIRED)
set(CMAKE_ASM_COMPILER ${CMAKE_C_COMPILER})
foreach(language C CXX ASM)
    set(CMAKE_${language}_COMPILER_TARGET riscv32-unknown-elf)
endforeach()

find_path(ZK_LIBCXX_INCLUDE NAMES ranges PATHS /usr/lib/llvm-16/include/c++/v1 NO_DEFAULT_PATH REQUIRED)
find_path(ZK_PICOLIBC NAMES lib/rv32im/ilp32/libc.a PATHS /usr/lib/picolibc/riscv64-unknown-elf NO_DEFAULT_PATH REQUIRED)
file(GLOB ZK_LIBGCC /usr/lib/gcc/riscv64-unknown-elf/*/rv32im/ilp32/libgcc.a)
list(LENGTH ZK_LIBGCC n_libgcc)
if(NOT n_libgcc EQUAL 1)
    message(FATAL_ERROR "expected one libgcc.a for rv32im/ilp32 (package gcc-riscv64-unknown-elf), found: '${ZK_LIBGCC}'")
endif()
set(ZK_RISCV32_LIBRARIES ${ZK_PICOLIBC}/lib/rv32im/ilp32/libc.a ${ZK_LIBGCC})

# Forced into the cache: a changed toolchain file reaches an existing build folder, and CXXFLAGS, CFLAGS and LDFLAGS of the
# environment do not change an image.
set(zk_machine "-march=rv32im -mabi=ilp32")
set(zk_objects "${zk_machine} -ffunction-sections -fdata-sections")
set(zk_cxx "-fno-exceptions -fno-rtti -fno-threadsafe-statics -fsized-deallocation -D_LIBCPP_HAS_NO_THREADS")
set(CMAKE_ASM_FLAGS "${zk_machine}" CACHE STRING "" FORCE)
set(CMAKE_C_FLAGS "${zk_objects} -isystem ${ZK_PICOLIBC}/include" CACHE STRING "" FORCE)
set(CMAKE_CXX_FLAGS "${zk_objects} ${zk_cxx} -nostdinc++ -isystem ${ZK_LIBCXX_INCLUDE} -isystem ${ZK_PICOLIBC}/include"
    CACHE STRING "" FORCE)
set(CMAKE_C_FLAGS_RELEASE "-O2" CACHE STRING "" FORCE)
set(CMAKE_CXX_FLAGS_RELEASE "-O2" CACHE STRING "" FORCE)
set(CMAKE_EXE_LINKER_FLAGS "--ld-path=${ZK_RISCV32_LLD} -nostdlib -static -Wl,--gc-sections,--strip-debug,--build-id=none \
-Wno-unused-command-line-argument" CACHE STRING "" FORCE)

set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
