# One library target a room:
#   keycell_room(model SOURCES a.cpp ROOMS crypto LINK SQLite::SQLite3 SABOTAGE)
# ROOMS are the rooms below that it links. With SABOTAGE, and
# when tests are built, there is also keycell_model_sabotage: the same sources with the planted faults of crypto/sabotage.h
# compiled in. An executable that links the sabotage twins whole and first gets them in place of the plain ones.
#
# With KEYCELL_UNITY the sources of a room are compiled a handful at a time, as one: a quarter of the time for the first
# build. File-local names must therefore differ within a room.

function(keycell_room room)
  cmake_parse_arguments(ARG "SABOTAGE" "" "SOURCES;ROOMS;LINK" ${ARGN})
  set(targets keycell_${room})
  if(ARG_SABOTAGE AND KEYCELL_BUILD_TESTS)
    list(APPEND targets keycell_${room}_sabotage)
  endif()
  foreach(target IN LISTS targets)
    add_library(${target} STATIC ${ARG_SOURCES})
    target_include_directories(${target} PUBLIC ${PROJECT_SOURCE_DIR})
    target_link_libraries(${target} PRIVATE keycell_warnings PUBLIC ${ARG_LINK})
    keycell_unity(${target})
    foreach(below IN LISTS ARG_ROOMS)
      target_link_libraries(${target} PUBLIC keycell_${below})
    endforeach()
  endforeach()
  if(TARGET keycell_${room}_sabotage)
    target_compile_definitions(keycell_${room}_sabotage PRIVATE KEYCELL_SABOTAGE)
  endif()
endfunction()

function(keycell_unity target)
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
