# cmake -DPAGE=FOLDER -DOUT=FILE.c -P page.cmake
# Makes one HTML page of the style, the scripts and the template in FOLDER, as bytes in C. The page allows its own style
# and script alone, by their hash, and nothing from anywhere.
set(scripts data text bars tables filter cases drawer pair tradeoff flame trend start)

# The base64 text of a SHA-256 that is given as 64 digits: 3 bytes are 4 characters, and 1 byte is missing.
function(to_base64 digits result)
  set(alphabet ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/)
  set(text "")
  foreach(at RANGE 0 60 6)
    string(SUBSTRING "${digits}00" ${at} 6 three)
    foreach(shift 18 12 6 0)
      math(EXPR index "(0x${three} >> ${shift}) & 63")
      string(SUBSTRING ${alphabet} ${index} 1 character)
      string(APPEND text ${character})
    endforeach()
  endforeach()
  string(REGEX REPLACE "A$" "=" text "${text}")
  set(${result} ${text} PARENT_SCOPE)
endfunction()

# Puts the text of the variable `name` in the place of {{name}} in the page, and its hash in that of {{name-hash}}.
function(fill name)
  string(SHA256 digits "${${name}}")
  to_base64(${digits} hash)
  string(REPLACE "{{${name}}}" "${${name}}" page "${page}")
  string(REPLACE "{{${name}-hash}}" "sha256-${hash}" page "${page}")
  set(page "${page}" PARENT_SCOPE)
endfunction()

# Without the lines that are comments, and without what lines begin with.
function(shorten name)
  string(REGEX REPLACE "\n *//[^\n]*" "" text "\n${${name}}")
  string(REGEX REPLACE "\n +" "\n" text "${text}")
  string(REGEX REPLACE "^\n+" "" text "${text}")
  set(${name} "${text}" PARENT_SCOPE)
endfunction()

file(READ ${PAGE}/page.html page)
file(READ ${PAGE}/page.css style)
shorten(style)
set(script "(() => {\n'use strict';\n")
foreach(name ${scripts})
  file(READ ${PAGE}/${name}.js part)
  shorten(part)
  string(APPEND script "${part}")
endforeach()
string(APPEND script "})();\n")
if(script MATCHES "</script|<!--" OR style MATCHES "</style")
  message(FATAL_ERROR "a script or the style would end its own element")
endif()
fill(style)
fill(script)

file(WRITE ${OUT}.html "${page}")
file(READ ${OUT}.html bytes HEX)
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
file(WRITE ${OUT} "/* Made by cmake/page.cmake. */\n#include \"page_template.h\"\n\n"
  "const unsigned char bench__page_template[] = {${bytes}0};\n")
