# Run by cpack between installing and packing. Adds to each package for Debian what its policy asks for: licence, changes,
# compressed manual pages, permissions that do not depend on who packs, and, for lintian, why nothing is stripped.
if(NOT CPACK_GENERATOR STREQUAL "DEB")
  return()
endif()

# run(COMMAND...): `output` is what it prints.
macro(run)
  execute_process(COMMAND ${ARGV} OUTPUT_VARIABLE output OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
endmacro()

# The date of the newest release, as Debian's changelogs write it; of what is not released yet, that of today.
file(STRINGS ${CPACK_VT_SOURCE}/CHANGELOG.md released REGEX "^## \\[${CPACK_PACKAGE_VERSION}\\] - ")
string(REGEX REPLACE ".* - " "" released "${released}")
if(NOT released)
  set(released today)
endif()
run(${CMAKE_COMMAND} -E env LC_ALL=C date -u -d ${released} "+%a, %d %b %Y %H:%M:%S +0000")
string(CONCAT changes "${CPACK_PACKAGE_NAME} (${CPACK_PACKAGE_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE}) stable; urgency=medium\n\n"
  "  * Version ${CPACK_PACKAGE_VERSION}: changelog.gz has its changes.\n\n"
  " -- ${CPACK_PACKAGE_CONTACT}  ${output}\n")

foreach(component ${CPACK_COMPONENTS_ALL})
  string(TOUPPER ${component} upper)
  set(name ${CPACK_DEBIAN_${upper}_PACKAGE_NAME})
  set(root ${CPACK_TEMPORARY_INSTALL_DIRECTORY}/${component})
  set(share ${root}${CPACK_PACKAGING_INSTALL_PREFIX}/share)
  configure_file(${CPACK_VT_SOURCE}/LICENSE ${share}/doc/${name}/copyright COPYONLY)
  configure_file(${CPACK_VT_SOURCE}/CHANGELOG.md ${share}/doc/${name}/changelog COPYONLY)
  file(WRITE ${share}/doc/${name}/changelog.Debian "${changes}")
  file(GLOB pages ${share}/man/man1/*.1)
  run(gzip -9nf ${share}/doc/${name}/changelog ${share}/doc/${name}/changelog.Debian ${pages})
  if(${component} MATCHES "^(vtbench|valuetask.*_library)$")
    file(WRITE ${share}/lintian/overrides/${name}
      "# vtbench tells the measured functions from its own, and names them, by their symbols.\n"
      "${name}: unstripped-binary-or-object *\n")
  endif()
  run(chmod -R u=rwX,go=rX ${root})
endforeach()
