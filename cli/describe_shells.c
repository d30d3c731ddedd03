/* describe_shells.c - completions of bash, zsh and fish. */
#include <stdio.h>

#include "describe_parts.h"

/* A text within '...': of a shell, or of one of zsh's or fish's words. */
static void put_quoted(const char *text) {
    static const char *const instead[] = {"'\\''"};
    describe_put(text, "'", instead);
}

static void put_names(const describe_command_t *commands, size_t count) {
    for (size_t i = 0; i < count; i++) {
        (void)printf("%s ", commands[i].name);
    }
}

/* ---- bash ---- */

static void begin_bash(const describe_command_t *commands, size_t count) {
    (void)fputs("# Completion of vtbench for bash, made by `vtbench describe bash`.\n"
                "_vtbench() {\n"
                "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n"
                "    local commands='",
                stdout);
    put_names(commands, count);
    (void)fputs("help' options='' valued='' files=''\n"
                "    COMPREPLY=()\n"
                "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
                "        COMPREPLY=($(compgen -W \"$commands --help --version\" -- \"$cur\"))\n"
                "        return\n"
                "    fi\n"
                "    case ${COMP_WORDS[1]} in\n"
                "    help) COMPREPLY=($(compgen -W \"$commands\" -- \"$cur\")); return ;;\n",
                stdout);
}

/* The names of those that `is` says. */
static void put_bash_options(const opt_command_t *options, bool (*is)(const option_t *option)) {
    const option_t *option;
    for (size_t i = 0; (option = opt_row(options, i)) != NULL; i++) {
        if (is(option)) {
            (void)printf("--%s ", option->name);
            if (option->letter != 0) {
                (void)printf("-%c ", option->letter);
            }
        }
    }
}

static bool is_any(const option_t *option) {
    return option->name != NULL;
}

static bool has_argument(const option_t *option) {
    return option->argument != NULL && !option->may_be_without;
}

static void put_bash(const describe_command_t *command, const opt_command_t *options) {
    (void)printf("    %s)\n        options='", command->name);
    put_bash_options(options, is_any);
    (void)fputs("--help'\n        valued='", stdout);
    put_bash_options(options, has_argument);
    (void)fputs("'\n        files='", stdout);
    put_bash_options(options, describe_is_file);
    (void)fputs("' ;;\n", stdout);
}

static void end_bash(void) {
    (void)fputs("    esac\n"
                "    case \" $files \" in\n"
                "    *\" $prev \"*) COMPREPLY=($(compgen -f -- \"$cur\")); return ;;\n"
                "    esac\n"
                "    case \" $valued \" in\n"
                "    *\" $prev \"*) return ;;\n"
                "    esac\n"
                "    case $cur in\n"
                "    -*) COMPREPLY=($(compgen -W \"$options\" -- \"$cur\")) ;;\n"
                "    *) COMPREPLY=($(compgen -f -- \"$cur\")) ;;\n"
                "    esac\n"
                "}\n"
                "complete -o filenames -F _vtbench vtbench\n",
                stdout);
}

const describe_form_t describe_bash = {"bash", begin_bash, put_bash, end_bash};

/* ---- zsh ---- */

/* What _arguments has a meaning of its own for. */
static void put_zsh_text(const char *text) {
    static const char *const instead[] = {"'\\''", "\\:", "\\[", "\\]"};
    describe_put(text, "':[]", instead);
}

static void begin_zsh(const describe_command_t *commands, size_t count) {
    (void)fputs("#compdef vtbench\n"
                "# Completion of vtbench for zsh, made by `vtbench describe zsh`.\n"
                "_vtbench() {\n"
                "  local -a commands\n"
                "  commands=(\n",
                stdout);
    for (size_t i = 0; i < count; i++) {
        (void)printf("    '%s:", commands[i].name);
        put_quoted(commands[i].summary);
        (void)fputs("'\n", stdout);
    }
    (void)fputs("    'help:tell the options of a command'\n"
                "  )\n"
                "  if (( CURRENT == 2 )); then\n"
                "    _describe command commands\n"
                "    return\n"
                "  fi\n"
                "  local command=$words[2]\n"
                "  shift words\n"
                "  (( CURRENT-- ))\n"
                "  case $command in\n"
                "  help) _describe command commands ;;\n",
                stdout);
}

static void put_zsh_option(const option_t *option) {
    if (option->letter != 0) {
        (void)printf(" \\\n      '(-%c --%s)'{-%c%s,--%s%s}'[", option->letter, option->name,
                     option->letter, has_argument(option) ? "+" : "", option->name,
                     has_argument(option) ? "=" : "");
    } else {
        (void)printf(" \\\n      '--%s%s[", option->name, has_argument(option) ? "=" : "");
    }
    put_zsh_text(option->doc);
    (void)putchar(']');
    if (has_argument(option)) {
        (void)putchar(':');
        put_zsh_text(option->argument);
        (void)fputs(describe_is_file(option) ? ":_files" : ": ", stdout);
    }
    (void)putchar('\'');
}

static void put_zsh(const describe_command_t *command, const opt_command_t *options) {
    (void)printf("  %s)\n    _arguments", command->name);
    for (size_t i = 0; opt_row(options, i) != NULL; i++) {
        put_zsh_option(opt_row(options, i));
    }
    (void)fputs(" \\\n      '(-h --help)'{-h,--help}'[tell the options]' '*:file:_files' ;;\n",
                stdout);
}

static void end_zsh(void) {
    (void)fputs("  esac\n"
                "}\n"
                "_vtbench \"$@\"\n",
                stdout);
}

const describe_form_t describe_zsh = {"zsh", begin_zsh, put_zsh, end_zsh};

/* ---- fish ---- */

static void put_fish_text(const char *text) {
    static const char *const instead[] = {"\\'", "\\\\"};
    describe_put(text, "'\\", instead);
}

static void begin_fish(const describe_command_t *commands, size_t count) {
    (void)fputs("# Completion of vtbench for fish, made by `vtbench describe fish`.\n"
                "complete -c vtbench -n __fish_use_subcommand -f\n"
                "complete -c vtbench -n __fish_use_subcommand -a help -d 'tell the options of a "
                "command'\n"
                "complete -c vtbench -n '__fish_seen_subcommand_from help' -f -a '",
                stdout);
    put_names(commands, count);
    (void)fputs("'\n", stdout);
    for (size_t i = 0; i < count; i++) {
        (void)printf("complete -c vtbench -n __fish_use_subcommand -a %s -d '", commands[i].name);
        put_fish_text(commands[i].summary);
        (void)fputs("'\n", stdout);
    }
}

static void put_fish(const describe_command_t *command, const opt_command_t *options) {
    const option_t *option;
    for (size_t i = 0; (option = opt_row(options, i)) != NULL; i++) {
        (void)printf("complete -c vtbench -n '__fish_seen_subcommand_from %s' -l %s", command->name,
                     option->name);
        if (option->letter != 0) {
            (void)printf(" -s %c", option->letter);
        }
        if (has_argument(option)) {
            (void)fputs(describe_is_file(option) ? " -r" : " -x", stdout);
        }
        (void)fputs(" -d '", stdout);
        put_fish_text(option->doc);
        (void)fputs("'\n", stdout);
    }
}

const describe_form_t describe_fish = {"fish", begin_fish, put_fish, NULL};
