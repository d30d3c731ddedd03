# What `cpack` makes: packages for Debian (vtbench, what programs are built with, and, with VT_SHARED, the libraries alone),
# and with CPackSourceConfig.cmake the archive of the sources.
# Nothing is stripped: vtbench tells its own functions from the measured ones by their names.
set(VT_MAINTAINER "valuetask <valuetask@example.org>" CACHE STRING
  "Who answers for the packages, NAME <ADDRESS>; the project itself has no address")

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME valuetask)
set(CPACK_PACKAGE_VENDOR valuetask)
set(CPACK_PACKAGE_CONTACT "${VT_MAINTAINER}")
set(CPACK_RESOURCE_FILE_LICENSE ${CMAKE_CURRENT_SOURCE_DIR}/LICENSE)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES OFF)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS ${PROJECT_BINARY_DIR}/core) # where dpkg finds what is packed beside
set(CPACK_PRE_BUILD_SCRIPTS ${CMAKE_CURRENT_SOURCE_DIR}/cmake/debian.cmake ${CMAKE_CURRENT_SOURCE_DIR}/cmake/archive.cmake)
set(CPACK_VT_SOURCE ${CMAKE_CURRENT_SOURCE_DIR}) # for these scripts
set(CPACK_COMPONENTS_ALL "")

# The archive has what git tracks: archive.cmake puts it there.
set(CPACK_SOURCE_GENERATOR TGZ)
set(CPACK_SOURCE_INSTALLED_DIRECTORIES "")
set(CPACK_SOURCE_PACKAGE_FILE_NAME valuetask-${PROJECT_VERSION})

# A package depends on the libraries of the system that it was made on: its version says which, so that the next one's is newer.
cmake_host_system_information(RESULT system QUERY DISTRIB_INFO)
set(CPACK_DEBIAN_PACKAGE_RELEASE "1~${system_ID}${system_VERSION_ID}")
set(version "(= ${PROJECT_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE})")

# vt_package(COMPONENT NAME SECTION SUMMARY DESCRIPTION [DEPENDENCIES])
function(vt_package component name section summary description)
  string(TOUPPER ${component} upper)
  set(CPACK_COMPONENTS_ALL ${CPACK_COMPONENTS_ALL} ${component} PARENT_SCOPE)
  set(CPACK_DEBIAN_${upper}_PACKAGE_NAME ${name} PARENT_SCOPE)
  set(CPACK_DEBIAN_${upper}_PACKAGE_SECTION ${section} PARENT_SCOPE)
  set(CPACK_COMPONENT_${upper}_DESCRIPTION "${summary}\n${description}" PARENT_SCOPE)
  set(CPACK_DEBIAN_${upper}_PACKAGE_DEPENDS "${ARGN}" PARENT_SCOPE)
endfunction()

# Of a package with a shared library: who depends on it depends on this version, and the loader is told of it.
function(vt_packages_library component name library)
  string(TOUPPER ${component} upper)
  set(control ${PROJECT_BINARY_DIR}/packages/${name})
  file(WRITE ${control}/shlibs "${library} ${soversion} ${name} ${version}\n")
  file(WRITE ${control}/triggers "activate-noawait ldconfig\n")
  set(CPACK_DEBIAN_${upper}_PACKAGE_CONTROL_EXTRA ${control}/shlibs ${control}/triggers PARENT_SCOPE)
endfunction()

get_target_property(soversion valuetask SOVERSION)
set(library "")
set(with_library "")
set(with_uv_library "")
string(CONCAT about "A value task is the result of an asynchronous operation, or says where it\n"
  "will be. It allocates nothing where the result is already there.\n")
set(about_uv "It makes an executor of a libuv loop, on which async methods run.\n")
set(to_link "This package has the library that programs are linked with.")
set(to_build "This package has what programs are built with.")
if(VT_SHARED)
  set(library "libvaluetask${soversion} ${version}")
  set(with_library ", ${library}")
  set(with_uv_library ", libvaluetask-uv${soversion} ${version}")
  vt_package(valuetask_library libvaluetask${soversion} libs "value tasks for C: shared library" "${about}${to_link}")
  vt_packages_library(valuetask_library libvaluetask${soversion} libvaluetask)
endif()
vt_package(valuetask libvaluetask-dev libdevel "value tasks for C: headers and library" "${about}${to_build}"
  "libc6-dev${with_library}")
if(TARGET valuetask_uv)
  if(VT_SHARED)
    vt_package(valuetask_uv_library libvaluetask-uv${soversion} libs "value tasks on a libuv loop: shared library"
      "${about_uv}${to_link}" ${library})
    vt_packages_library(valuetask_uv_library libvaluetask-uv${soversion} libvaluetask_uv)
  endif()
  vt_package(valuetask_uv libvaluetask-uv-dev libdevel "value tasks on a libuv loop: headers and library"
    "${about_uv}${to_build}" "libvaluetask-dev ${version}, libuv1-dev${with_uv_library}")
endif()
if(TARGET vtbench)
  string(CONCAT about
    "It counts exactly what each operation of a benchmark allocates, by two\n"
    "independent witnesses, and times it in many processes. It measures value\n"
    "tasks and their alternatives, functions of your own, and any program as it\n"
    "is. It compares runs and builds, and fails where a budget is broken.")
  vt_package(vtbench vtbench devel "counts the allocations of benchmarks, and times them" "${about}" ${library})
  set(CPACK_DEBIAN_VTBENCH_PACKAGE_RECOMMENDS "gnuplot-nox | gnuplot, valgrind")
  set(CPACK_DEBIAN_VTBENCH_PACKAGE_SUGGESTS "gcc | c-compiler")
endif()
include(CPack)
