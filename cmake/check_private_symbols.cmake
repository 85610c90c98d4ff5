# Fails when an object file of OBJECTS (a ;-list) defines code that other files could link to: such a function, compiled for a larger instruction
# set, could replace the generic copy of itself. Usage: cmake -DNM=nm -DOBJECTS="a.o;b.o" -P check_private_symbols.cmake
foreach(object IN LISTS OBJECTS)
    execute_process(COMMAND ${NM} -C --defined-only ${object} OUTPUT_VARIABLE symbols RESULT_VARIABLE status)
    if(NOT status EQUAL 0)
        message(FATAL_ERROR "${NM} cannot read ${object}")
    endif()
    string(REGEX MATCHALL "[^\n]* [TWVui] [^\n]*" shared "${symbols}")
    # The undefined-behaviour sanitizer emits type descriptions; they are data.
    list(FILTER shared EXCLUDE REGEX " V typeinfo ")
    if(shared)
        list(JOIN shared "\n  " shared)
        message(FATAL_ERROR "${object} defines code visible outside:\n  ${shared}")
    endif()
endforeach()
