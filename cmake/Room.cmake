# One library target a room:
#   keycell_room(model SOURCES a.cpp ROOMS crypto LINK SQLite::SQLite3 PRECOMPILE <map>)
# ROOMS are the rooms below that it links, PRECOMPILE the headers that cost its files the most time.

function(keycell_room room)
  cmake_parse_arguments(ARG "" "" "SOURCES;ROOMS;LINK;PRECOMPILE" ${ARGN})
  set(target keycell_${room})
  add_library(${target} STATIC ${ARG_SOURCES})
  target_include_directories(${target} PUBLIC ${PROJECT_SOURCE_DIR})
  target_link_libraries(${target} PRIVATE keycell_warnings PUBLIC ${ARG_LINK})
  if(ARG_PRECOMPILE)
    target_precompile_headers(${target} PRIVATE ${ARG_PRECOMPILE})
  endif()
  foreach(below IN LISTS ARG_ROOMS)
    target_link_libraries(${target} PUBLIC keycell_${below})
  endforeach()
endfunction()

# keycell_built_in(catalogue_entries catalogue NAME...): rows of {name, text} from catalogue/NAME.toml,
# for a file that configure_file makes.
function(keycell_built_in rows folder)
  set(text_of_rows "")
  foreach(name IN LISTS ARGN)
    set(file ${CMAKE_CURRENT_SOURCE_DIR}/${folder}/${name}.toml)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
    file(READ ${file} text)
    string(APPEND text_of_rows "    {\"${name}\", R\"keycell(${text})keycell\"},\n")
  endforeach()
  set(${rows} "${text_of_rows}" PARENT_SCOPE)
endfunction()
