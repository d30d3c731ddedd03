# layers.awk - reads the table of layers and then the paths of all files, one a line, and each file for what it
# includes. Prints findings, one line each, then a line for each layer. Exits with 1 where it found something.

# A line of the table: LAYER FOLDER ALLOWED...
NF > 1 {
  layer_names[++layer_count] = $1
  folders[$1] = $2
  for (i = 3; i <= NF; i++) {
    may_include[$1, $i] = 1
    add_edge("", $1, $i)
  }
  next
}

NF == 1 {
  files[++file_count] = $1
  layer = layer_of($1)
  layer_of_file[$1] = layer
  start = folders[layer] "/include/"
  if (layer != "" && index($1, start) == 1)
    layer_of_public[substr($1, length(start) + 1)] = layer
}

END {
  for (f = 1; f <= file_count; f++)
    if (layer_of_file[files[f]] != "")
      read_includes(files[f], layer_of_file[files[f]])
  for (l = 1; l <= layer_count; l++) {
    layer = layer_names[l]
    find_circles(layer)
    if (layer in has_files)
      print layer ": " edge_count[layer] + 0 " includes between " node_count[layer] + 0 " modules"
    else
      finding(layer ": no files in " folders[layer])
  }
  find_circles("")
  if (!failed)
    print "no forbidden includes, no circles"
  exit failed
}

function layer_of(file,   i) {
  for (i = 1; i <= layer_count; i++)
    if (index(file, folders[layer_names[i]] "/") == 1)
      return layer_names[i]
  return ""
}

function read_includes(file, layer,   line, part) {
  has_files[layer] = 1
  while ((getline line < file) > 0)
    if (line ~ /^ *# *include "/) {
      split(line, part, "\"")
      note_include(file, layer, part[2])
    }
  close(file)
}

# As a compiler looks for it: beside the file, then in the layer's folders, then in the public ones of other layers.
# What is found nowhere is made by the build; then the first part of its path names its layer.
function note_include(file, layer, included,   target, other) {
  target = own_file(file, layer, included)
  if (target != "") {
    if (module_of(file, layer) != module_of(target, layer))
      add_edge(layer, module_of(file, layer), module_of(target, layer))
    return
  }
  other = included
  sub("/.*", "", other)
  if (included in layer_of_public)
    other = layer_of_public[included]
  else if (other == included)
    return
  if (!((layer, other) in may_include))
    finding(file ": includes " included ", which " layer " may not include")
}

# The file of this layer that an include means; "" where there is none.
function own_file(file, layer, included,   beside, i, count, places) {
  beside = file
  sub("[^/]*$", "", beside)
  count = split(beside " " folders[layer] "/ " folders[layer] "/src/ " folders[layer] "/include/", places, " ")
  for (i = 1; i <= count; i++)
    if (((places[i] included) in layer_of_file) && layer_of_file[places[i] included] == layer)
      return places[i] included
  return ""
}

# Without the folders that only say public or private, and without the extension. Core's public folder is valuetask.
function module_of(file, layer,   name) {
  name = substr(file, length(folders[layer]) + 2)
  sub("^(include|src)/", "", name)
  sub("^(" layer "|valuetask)/", "", name)
  sub("[.][a-z]*$", "", name)
  sub("_parts$", "", name)
  return name
}

# ---- circles: in each layer between its modules, in "" between the layers ----

function add_node(graph, node) {
  if ((graph, node) in known)
    return
  known[graph, node] = 1
  nodes[graph, ++node_count[graph]] = node
}

function add_edge(graph, from, to) {
  if ((graph, from, to) in edges)
    return
  edges[graph, from, to] = 1
  edge_count[graph]++
  targets[graph, from, ++target_count[graph, from]] = to
  add_node(graph, from)
  add_node(graph, to)
}

function find_circles(graph,   i) {
  for (i = 1; i <= node_count[graph]; i++)
    visit(graph, nodes[graph, i], 1)
}

# Depth first. An edge to a node that is still on the way closes a circle.
function visit(graph, node, depth,   i, to) {
  if ((graph, node) in place)
    return
  way[depth] = node
  place[graph, node] = depth
  for (i = 1; i <= target_count[graph, node]; i++) {
    to = targets[graph, node, i]
    if (((graph, to) in place) && place[graph, to] > 0)
      circle(graph, place[graph, to], depth)
    visit(graph, to, depth + 1)
  }
  place[graph, node] = 0
}

function circle(graph, first, last,   i, text) {
  for (i = first; i <= last; i++)
    text = text way[i] " -> "
  finding((graph == "" ? "layers" : graph) ": these include each other: " text way[first])
}

function finding(text) {
  print text
  failed = 1
}
