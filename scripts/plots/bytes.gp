# Bytes per operation of each path and contender: exact numbers from allocations.csv.
figure = "bytes"
here = ARG0[1:strlen(ARG0)-strlen(figure.".gp")]
load here."common.gp"
table = "allocations.csv"
value = "bytes_usable_per_op"
wanted(scenario) = scenario ne "hit_ratio"
load here."cases.gp"
load here."nothing.gp"
question = "How much memory does one operation take from the allocator?"
note = "Usable bytes per operation, counted; an open circle is a measured zero, an empty cell was not measured."
load here."cells.gp"
