"""valuetask.py - prints value tasks, tasks and who awaits whom, in gdb.

    (gdb) source scripts/gdb/valuetask.py
    (gdb) print value_task
    $1 = pending: method read, which awaits method fill
    (gdb) vt-chain value_task
    read (pending, boxed method 0x5555555592a0)
      awaits fill (pending, pooled method 0x5555555593c0)
        awaits reset source 0x7fffffffe3a0 (pending)
    awaited by
      copy (pending, boxed method 0x555555559480)

vt-chain takes a value task, a task, a reset source or a source, or a pointer to one. It needs the program's debug
information, and reads memory only: nothing is called. While other threads run, what it prints may be of two moments.
"""

import re

import gdb

STATES = {0: "pending", 1: "succeeded", 2: "faulted", 3: "canceled"}
SLOT_BITS = 7  # core/src/slot.h
DEEPEST = 1000

RESUME = re.compile(r"^(.+)__(boxed|pooled)_resume$")


def symbol_at(address):
    """The name of the symbol at exactly that address, or None."""
    # Undecoded: gdb would take the "__" of a C name for Ada's.
    decodes = gdb.parameter("print demangle")
    gdb.execute("set print demangle off")
    try:
        text = gdb.execute("info symbol %#x" % int(address), to_string=True)
    finally:
        gdb.execute("set print demangle %s" % ("on" if decodes else "off"))
    match = re.match(r"^(\S+)( \+ \d+)? in section ", text)
    if match is None or match.group(2):
        return None
    return match.group(1)


def pointer_to(type_name, address):
    return gdb.Value(int(address)).cast(gdb.lookup_type(type_name).pointer())


def offset_of(type_name, *path):
    """The offset of a member of a member of a type."""
    place = pointer_to(type_name, 0).dereference()
    for member in path:
        place = place[member]
    return int(place.address)


def method_name(base):
    """What the method's table says that it is called; `base` is the beginning of its functions' names."""
    try:
        table = gdb.lookup_static_symbol(base + "__method") or gdb.lookup_global_symbol(base + "__method")
        return table.value()["name"].string()
    except (gdb.error, AttributeError, RuntimeError):
        return base


class Waiter:
    """A continuation: of a suspended method, or anything else."""

    def __init__(self, node):
        self.node = int(node)
        self.run = int(pointer_to("vt_continuation_t", node)["run"])
        self.symbol = symbol_at(self.run) if self.run else None
        match = RESUME.match(self.symbol or "")
        self.source = None
        if match:
            type_name, source, node = METHODS[match.group(2)]
            self.source = Source(self.node - offset_of(type_name, *node) + offset_of(type_name, *source))

    def __str__(self):
        if self.source is not None:
            return str(self.source)
        return "continuation %#x, which runs %s" % (self.node, self.symbol or "%#x" % self.run)


# In the block of a suspended method: its source, and its continuation. The frame follows the block.
METHODS = {
    "boxed": ("vt__boxed_t", ("task",), ("task", "outcome", "continuation")),
    "pooled": ("vt_pooled_t", ("operation",), ("operation", "outcome", "continuation")),
}


class Source:
    """A source: a task, a reset source, a suspended method, or one of the user's."""

    def __init__(self, address):
        self.address = int(address)
        self.ops = symbol_at(int(pointer_to("vt_source_t", address)["ops"]))
        self.method = self.kind = self.frame = None
        if self.is_ours() and self.state() == "pending":
            self.find_method()

    def is_ours(self):
        return self.ops in ("vt__task_ops", "pooled_ops", "reset_ops")

    def completion(self):
        return pointer_to("vt_completion_t", self.address)

    def slot(self):
        return int(self.completion()["slot"])

    def state(self):
        if self.ops == "vt__static_error_ops":
            return "faulted"
        if not self.is_ours():
            return None
        slot = self.slot()
        return STATES[slot] if slot <= 3 else "pending"

    def find_method(self):
        for kind, (type_name, source, node) in METHODS.items():
            if (kind == "boxed") != (self.ops == "vt__task_ops") or self.ops == "reset_ops":
                continue
            block = self.address - offset_of(type_name, *source)
            continuation = pointer_to("vt_continuation_t", block + offset_of(type_name, *node))
            match = RESUME.match(symbol_at(continuation["run"]) or "")
            if match and match.group(2) == kind:
                self.method = method_name(match.group(1))
                self.kind = kind
                self.frame = block + gdb.lookup_type(type_name).sizeof

    def awaited(self):
        """What the suspended method awaits, as (source, word), or None."""
        if self.frame is None:
            return None
        inner = pointer_to("vt_value_task_t", self.frame).dereference()
        return opened(int(inner["source"]), int(inner["word"]))

    def waiters(self):
        """Who awaits it. Of a task: the newest first."""
        slot = self.slot() if self.is_ours() else 0
        node = slot & ~SLOT_BITS if slot > 3 else 0
        found = []
        while node and len(found) < DEEPEST:
            found.append(Waiter(node))
            # Only tasks have lists; elsewhere the link is not in use.
            node = int(pointer_to("vt_continuation_t", node)["next"]) if self.ops == "vt__task_ops" else 0
        return found

    def error(self):
        if self.ops == "vt__static_error_ops":
            return pointer_to("vt_static_error_t", self.address)["error"]
        return pointer_to("vt_task_t", self.address)["outcome"]["error"]

    def what(self):
        if self.ops == "vt__task_ops":
            return "task %#x" % self.address
        if self.ops == "pooled_ops":
            return "pooled method %#x" % self.address
        if self.ops == "reset_ops":
            return "reset source %#x" % self.address
        if self.ops == "vt__static_error_ops":
            return "static error %#x" % self.address
        return "source %#x with %s" % (self.address, self.ops or "functions of no name")

    def __str__(self):
        if self.method is not None:
            return "%s (%s, %s method %#x)" % (self.method, self.state(), self.kind, self.address)
        state = self.state()
        return self.what() if state is None else "%s (%s)" % (self.what(), state)


def opened(address, word):
    """The source behind a ticket of the checked build, with its word; any other as it is. None: a result."""
    while address and symbol_at(int(pointer_to("vt_source_t", address)["ops"])) == "ticket_ops":
        try:
            inner = pointer_to("ticket_t", address)["inner"]
        except gdb.error as error:
            raise gdb.GdbError("the checked library has no debug information (build it with -g): %s" % error)
        address, word = int(inner["source"]), int(inner["word"])
    return (Source(address) if address else None, word)


def error_text(error):
    def text(member):
        return error[member].string() if int(error[member]) else "none"

    where = "" if not int(error["where"]) else ", at " + text("where")
    return "%s %d, %s%s" % (text("domain"), int(error["code"]), text("text"), where)


def described(source, word):
    """One line: the state, what it is, and the next that it awaits."""
    if source is None:
        return "succeeded: result %d" % word
    state = source.state()
    if state is None:
        return source.what()
    if state == "faulted":
        return "faulted: %s" % error_text(source.error())
    if state == "succeeded":
        return "succeeded: result %d in %s" % (int(pointer_to("vt_task_t", source.address)["outcome"]["word"]), source.what())
    if source.method is None:
        return "%s: %s" % (state, source.what())
    inner, _ = source.awaited()
    name = inner and ("method " + inner.method if inner.method else inner.what())
    return "%s: method %s, which awaits %s" % (state, source.method, name or "a result")


def stripped(value):
    """Without pointers, references and typedefs: the struct."""
    while value.type.strip_typedefs().code in (gdb.TYPE_CODE_PTR, gdb.TYPE_CODE_REF):
        value = value.dereference() if value.type.strip_typedefs().code == gdb.TYPE_CODE_PTR else value.referenced_value()
    return value


def is_value_task(struct):
    """vt_value_task_t, and the types of VT_DEFINE_VALUE_TASK."""
    fields = struct.fields()
    return (
        len(fields) == 2
        and fields[0].name == "source"
        and fields[0].type.strip_typedefs().code == gdb.TYPE_CODE_PTR
        and fields[0].type.strip_typedefs().target().strip_typedefs().name == "vt_source"
        and (fields[1].name == "word" or any(field.name == "word" for field in fields[1].type.fields()))
    )


class ValueTaskPrinter:
    def __init__(self, value):
        self.value = value

    def to_string(self):
        address = int(self.value["source"])
        source, word = opened(address, int(self.value["word"]))
        if source is None and self.value.type.strip_typedefs().fields()[1].name is None:
            return "succeeded: result %s" % self.value["result"]
        return described(source, word)


class TaskPrinter:
    def __init__(self, value):
        self.value = value

    def to_string(self):
        source = Source(self.value.address)
        waiting = len(source.waiters())
        return described(source, 0) + ("" if waiting == 0 else "; awaited by %d" % waiting)


def find_printer(value):
    struct = value.type.strip_typedefs()
    if struct.code != gdb.TYPE_CODE_STRUCT:
        return None
    if struct.name == "vt_task" and value.address is not None:
        return TaskPrinter(value)
    return ValueTaskPrinter(value) if is_value_task(struct) else None


class ChainCommand(gdb.Command):
    """vt-chain EXPRESSION: what a value task, task or source awaits, and who awaits it."""

    def __init__(self):
        super().__init__("vt-chain", gdb.COMMAND_DATA, gdb.COMPLETE_EXPRESSION)

    def invoke(self, argument, from_tty):
        value = stripped(gdb.parse_and_eval(argument))
        if is_value_task(value.type.strip_typedefs()):
            source, word = opened(int(value["source"]), int(value["word"]))
        else:
            source, word = opened(int(value.address), 0)
        if source is None:
            print(described(source, word))
            return
        self.print_awaited(source)
        if source.waiters():
            print("awaited by")
            self.print_waiters(source, 1)

    def print_awaited(self, source):
        print(source)
        for depth in range(1, DEEPEST):
            awaited = source.awaited()
            if awaited is None:
                return
            source, word = awaited
            print("%sawaits %s" % ("  " * depth, source or described(source, word)))
            if source is None:
                return

    def print_waiters(self, source, depth):
        for waiter in source.waiters():
            print("%s%s" % ("  " * depth, waiter))
            if waiter.source is not None and depth < DEEPEST:
                self.print_waiters(waiter.source, depth + 1)


gdb.pretty_printers.append(find_printer)
ChainCommand()
