/* report_file.c - report.json, from a report to the file and back: its fields, its lines, its
 * version. */
#include "store/report_file.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "codec_parts.h"
#include "store/whole_file.h"

/* ---- the environment and the instruments ---- */

static void code_fact(bench_codec_t *codec, void *thing) {
    bench_fact_t *fact = thing;
    bench_code_text(codec, fact->name, &fact->value);
}

static void code_overhead(bench_codec_t *codec, void *thing) {
    static const bench_range_t time = {-BENCH_TIME_MAX, BENCH_TIME_MAX, true,
                                       "must be a number of ns below 1e18 or null"};
    bench_overhead_t *overhead = thing;
    bench_code_number(codec, overhead->name, &time, &overhead->ns);
}

/* ---- contenders ---- */

/* A colour goes into scripts and pages: it is a colour and nothing else. */
static bool is_colour(const char *text) {
    return text[0] == '\0' ||
           (text[0] == '#' && strlen(text) == 7 && strspn(text + 1, "0123456789abcdefABCDEF") == 6);
}

void bench_code_contender(bench_codec_t *codec, void *thing) {
    bench_contender_t *contender = thing;
    bench_code_name(codec, "name", &contender->name);
    bench_code_text(codec, "label", &contender->label);
    bench_code_text(codec, "colour", &contender->colour);
    bench_code_u32(codec, "symbol", &contender->symbol);
    bench_code_text(codec, "about", &contender->about);
    bench_code_text(codec, "compared_with", &contender->compared_with);
    if (bench_codec_version(codec) >= BENCH_FORMAT_WITH_WORDS) {
        bench_code_flag(codec, "aside", &contender->aside);
    }
    if (contender->colour != NULL && !is_colour(contender->colour)) {
        bench_codec_wrong(codec, "colour", "must be empty or a colour such as \"#0072B2\"");
    }
}

static int compare_contenders(size_t a, size_t b, const void *context) {
    const bench_contender_t *contenders = context;
    return strcmp(contenders[a].name, contenders[b].name);
}

/* ---- words ---- */

static void code_words(bench_codec_t *codec, void *thing) {
    bench_words_t *words = thing;
    bench_code_name(codec, "name", &words->name);
    bench_code_text(codec, "words", &words->words);
}

static int compare_words(size_t a, size_t b, const void *context) {
    const bench_words_t *words = context;
    return strcmp(words[a].name, words[b].name);
}

/* ---- floors ---- */

static const bench_range_t positive = {1e-6, 1e6, false, "must be a number from 1e-6 to 1e6"};

static void code_term(bench_codec_t *codec, void *thing) {
    bench_floor_term_t *term = thing;
    bench_code_case(codec, &term->key);
    bench_code_number(codec, "times", &positive, &term->times);
}

static void code_floor_case(bench_codec_t *codec, void *thing) {
    bench_code_case(codec, thing);
}

/* A floor has room for its terms: those that were read move into it. */
static void take_terms(bench_floor_t *floor, bench_floor_term_t *terms, size_t count) {
    for (size_t i = 0; i < count && i < BENCH_FLOOR_TERMS; i++) {
        floor->terms[i] = terms[i];
    }
    for (size_t i = BENCH_FLOOR_TERMS; i < count; i++) {
        bench_case_deinit(&terms[i].key);
    }
    free(terms);
    floor->term_count = count < BENCH_FLOOR_TERMS ? count : BENCH_FLOOR_TERMS;
}

static void code_floor(bench_codec_t *codec, void *thing) {
    bench_floor_t *floor = thing;
    size_t count = floor->term_count;
    bench_code_name(codec, "path", &floor->path);
    bench_code_name(codec, "floor", &floor->floor);
    bench_code_object(codec, "of", code_floor_case, &floor->of);
    bench_floor_term_t *terms = floor->terms;
    bench_code_array(codec, "terms", terms, count, code_term);
    if (count == 0 || count > BENCH_FLOOR_TERMS) {
        bench_codec_wrong(codec, "terms", "must be one or two");
    }
    if (terms != floor->terms) {
        take_terms(floor, terms, count);
    }
    bench_code_number(codec, "aim", &positive, &floor->aim);
}

/* ---- cases ---- */

static int compare_cases(size_t a, size_t b, const void *context) {
    const bench_row_t *rows = context;
    return bench_case_compare(&rows[a].key, &rows[b].key);
}

/* When writing, a place in a file that there is not says little: the case is named. */
static void name_case(bench_codec_t *codec, const bench_row_t *row) {
    char name[BENCH_CASE_NAME_MAX];
    bench_problem_t problem = *codec->problem;
    bench_case_format(&row->key, name);
    bench_problem(codec->problem, "report.json: case %s cannot be written: %s", name,
                  problem.text + strlen(codec->source) + strlen(": "));
}

static void code_row(bench_codec_t *codec, void *thing) {
    if (bench_codec_is_reading(codec)) {
        bench_row_init(thing);
    }
    bench_code_row(codec, thing);
    if (bench_codec_has_failed(codec) && !bench_codec_is_reading(codec)) {
        name_case(codec, thing);
    }
}

/* ---- the document ---- */

static void code_report(bench_codec_t *codec, void *thing) {
    bench_report_t *report = thing;
    int64_t version = BENCH_FORMAT_VERSION;
    bench_code_integer(codec, "format_version", BENCH_FORMAT_OLDEST, &version);
    bench_codec_set_version(codec, (int)version);
    bench_code_text(codec, "name", &report->name);
    bench_code_text(codec, "created", &report->created);
    bench_code_flag(codec, "partial", &report->partial);
    bench_code_u64_as_text(codec, "seed", &report->seed);
    bench_code_members(codec, "environment", report->facts, report->fact_count, code_fact);
    bench_code_members(codec, "overhead", report->overheads, report->overhead_count, code_overhead);
    bench_code_array(codec, "contenders", report->contenders, report->contender_count,
                     bench_code_contender);
    bench__codec_refuse_repeated(codec, "contenders", report->contender_count, compare_contenders,
                                 report->contenders, "is a contender that was there before");
    if (bench_codec_version(codec) >= BENCH_FORMAT_WITH_WORDS) {
        bench_code_array(codec, "words", report->words, report->word_count, code_words);
        bench__codec_refuse_repeated(codec, "words", report->word_count, compare_words,
                                     report->words, "is a name that was there before");
    }
    bench_code_array(codec, "floors", report->floors, report->floor_count, code_floor);
    bench_code_array(codec, "cases", report->rows, report->row_count, code_row);
    bench__codec_refuse_repeated(codec, "cases", report->row_count, compare_cases, report->rows,
                                 "is a case that was there before");
}

/* ---- writing ---- */

/* One line for each element. */
static bool put_lines(FILE *out, const json_t *array) {
    bool good = true;
    fputs("[", out);
    for (size_t i = 0; good && i < json_array_size(array); i++) {
        fputs(i > 0 ? ",\n" : "\n", out);
        good = bench__json_print(json_array_get(array, i), out);
    }
    fputs("\n]", out);
    return good;
}

/* One line for each field, but for those that have one for each element. */
static bool put_document(FILE *out, json_t *document) {
    const char *key;
    json_t *value;
    const char *before = "{";
    json_object_foreach(document, key, value) {
        fprintf(out, "%s\"%s\":", before, key);
        if (!(json_is_array(value) ? put_lines(out, value) : bench__json_print(value, out))) {
            return false;
        }
        before = ",\n";
    }
    fputs("}\n", out);
    return true;
}

static bool write_report(FILE *out, const void *report, bench_problem_t *problem) {
    bench_codec_t codec = bench__codec(false, "report.json", "measure it again", problem);
    json_t *document = bench__codec_build(&codec, code_report, report);
    if (document != NULL && !put_document(out, document) && ferror(out) == 0) {
        bench__codec_refuse(&codec, "does not fit into memory", "close other programs");
    }
    json_decref(document);
    bench__codec_deinit(&codec);
    return !codec.failed;
}

bool bench_report_print(const bench_report_t *report, FILE *out, bench_problem_t *problem) {
    return write_report(out, report, problem);
}

bool bench_report_write(const bench_report_t *report, const char *folder,
                        bench_problem_t *problem) {
    return bench_write_file_in(folder, "report.json", write_report, report, problem);
}

/* ---- reading ---- */

static void refuse_version(bench_codec_t *codec, json_int_t version) {
    char oldest[32] = "";
    char what[100];
    if (BENCH_FORMAT_OLDEST < BENCH_FORMAT_VERSION) {
        snprintf(oldest, sizeof oldest, "%d to ", BENCH_FORMAT_OLDEST);
    }
    snprintf(what, sizeof what, "format_version is %lld, this program reads %s%d",
             (long long)version, oldest, BENCH_FORMAT_VERSION);
    bench__codec_refuse(codec, what, "read it with the program that wrote it or run again");
}

/* Says first of all whether this is a report, and of a version that can be read: later versions may
 * look different in everything else. */
static bool check_version(bench_codec_t *codec) {
    const json_t *version = bench__codec_peek(codec, "format_version");
    json_int_t number = json_integer_value(version);
    if (!json_is_integer(version)) {
        bench__codec_refuse(codec, "is not a report (no format_version)",
                            "name a run's folder or its report.json");
    } else if (number < BENCH_FORMAT_OLDEST || number > BENCH_FORMAT_VERSION) {
        refuse_version(codec, number);
    }
    return !codec->failed;
}

bool bench_report_parse(const char *source, const char *text, size_t size, bench_report_t *report,
                        bench_problem_t *problem) {
    bench_codec_t codec = bench__codec(true, source, "restore the file or run again", problem);
    bench_report_init(report);
    bool good = bench__codec_parse(&codec, text, size) && check_version(&codec) &&
                bench__codec_run(&codec, code_report, report);
    bench__codec_deinit(&codec);
    if (!good) {
        bench_report_deinit(report);
    }
    return good;
}

static bool read_file(const char *path, bench_report_t *report, bench_problem_t *problem) {
    size_t size;
    char *text = bench_read_whole(path, "a run's folder or its report.json", &size, problem);
    bool good = text != NULL && bench_report_parse(path, text, size, report, problem);
    free(text);
    return good;
}

static bool is_folder(const char *path) {
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

bool bench_report_read(const char *path, bench_report_t *report, bench_problem_t *problem) {
    bench_report_init(report);
    if (!is_folder(path)) {
        return read_file(path, report, problem);
    }
    char *file;
    if (asprintf(&file, "%s/report.json", path) < 0) {
        return bench_out_of_memory(problem, path);
    }
    bool good = read_file(file, report, problem);
    free(file);
    return good;
}
