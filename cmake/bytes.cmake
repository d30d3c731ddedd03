# cmake -DIN=FILE -DNAME=NAME -DOUT=FILE.c -P bytes.cmake
# Makes a C array of a text file, ended by 0.
file(READ ${IN} bytes HEX)
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
file(WRITE ${OUT} "/* Made by cmake/bytes.cmake. */\n#include \"new.h\"\n\nconst char ${NAME}[] = {${bytes}0};\n")
