# One library target a room:
#   keycell_room(model SOURCES a.cpp ROOMS crypto LINK SQLite::SQLite3)
# ROOMS are the rooms below that it links. With KEYCELL_UNITY the sources of a room are compiled a handful at a time, as
# one: a quarter of the time for the first build. File-local names must therefore differ within a room.

function(keycell_room room)
  cmake_parse_arguments(ARG "" "" "SOURCES;ROOMS;LINK" ${ARGN})
  set(target keycell_${room})
  add_library(${target} STATIC ${ARG_SOURCES})
  target_include_directories(${target} PUBLIC ${PROJECT_SOURCE_DIR})
  target_link_libraries(${target} PRIVATE keycell_warnings PUBLIC ${ARG_LINK})
  foreach(below IN LISTS ARG_ROOMS)
    target_link_libraries(${target} PUBLIC keycell_${below})
  endforeach()
  set_target_properties(${target} PROPERTIES
    UNITY_BUILD ${KEYCELL_UNITY}
    UNITY_BUILD_BATCH_SIZE ${KEYCELL_UNITY_BATCH})
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
