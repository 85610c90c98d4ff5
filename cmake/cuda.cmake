# The CUDA language, included by the root when ZK_CUDA is on.
find_program(ZK_NVCC nvcc HINTS /usr/local/cuda/bin)
if(NOT ZK_NVCC)
    message(FATAL_ERROR "ZK_CUDA=ON needs nvcc: not on the PATH, nor in /usr/local/cuda/bin")
endif()
if(NOT CMAKE_CUDA_COMPILER)
    set(CMAKE_CUDA_COMPILER ${ZK_NVCC})
endif()
# A100, H100/H200, and PTX for what comes later. One of them is enough to see that the kernels compile: -DCMAKE_CUDA_ARCHITECTURES=90-real
if(NOT CMAKE_CUDA_ARCHITECTURES)
    set(CMAKE_CUDA_ARCHITECTURES 80-real 90-real 120 CACHE STRING "GPU architectures")
endif()
enable_language(CUDA)
find_package(CUDAToolkit REQUIRED)
if(CMAKE_CUDA_COMPILER_VERSION VERSION_LESS 13.0)
    message(FATAL_ERROR "nvcc 13.0 or later is needed, got ${CMAKE_CUDA_COMPILER_VERSION} (${ZK_NVCC})")
endif()
# CMake 3.25 knows no C++20 flag for nvcc 13: it must neither require one (as the C++ setting would make it) nor be relied on.
set(CMAKE_CUDA_STANDARD 20)
set(CMAKE_CUDA_STANDARD_REQUIRED OFF)
add_compile_options(
    $<$<COMPILE_LANGUAGE:CUDA>:-std=c++20>
    $<$<COMPILE_LANGUAGE:CUDA>:--expt-relaxed-constexpr>
    "$<$<COMPILE_LANGUAGE:CUDA>:SHELL:-Werror all-warnings>"
    "$<$<COMPILE_LANGUAGE:CUDA>:SHELL:-Xcompiler -Wall,-Wextra,-Werror>"
    $<$<COMPILE_LANGUAGE:CUDA>:-lineinfo>)
