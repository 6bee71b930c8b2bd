# Writes OUT, a C++ header with the commit that SOURCE is of; only when it changed, so that nothing is compiled for nothing.
execute_process(COMMAND git -C ${SOURCE} describe --always --dirty --abbrev=12 --exclude=*
                OUTPUT_VARIABLE commit ERROR_QUIET OUTPUT_STRIP_TRAILING_WHITESPACE RESULT_VARIABLE failed)
if(failed OR commit STREQUAL "")
  set(commit unknown)  # not from a checkout, or there is no git
endif()
file(CONFIGURE OUTPUT ${OUT} CONTENT "#define KEYCELL_COMMIT \"@commit@\"\n" @ONLY)
