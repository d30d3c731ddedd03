#include "host_introduction.h"

#include "host_process.h"

static bool ask(bench__host_process_t *process, bench__ask_t what, bench_host_t *host,
                bench_problem_t *problem) {
    const bench__request_t request = {.ask = what};
    bench__answer_t answer = {.host = host};
    return bench__host_ask(process, &request, &answer, problem);
}

bool bench__host_introduce(bench_host_t *host, double seconds, bench_problem_t *problem) {
    bench__host_process_t process;
    bool good = bench__host_start(&process, host->path, seconds, problem) &&
                ask(&process, BENCH__ASK_HELLO, host, problem) &&
                ask(&process, BENCH__ASK_LIST, host, problem);
    bench__host_end(&process);
    return good;
}
