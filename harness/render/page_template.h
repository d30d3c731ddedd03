/*
 * page_template.h - the page around a document, made of the files of scripts/page when this is
 * built (cmake/page.cmake).
 */
#ifndef BENCH_PAGE_TEMPLATE_H
#define BENCH_PAGE_TEMPLATE_H

/* UTF-8 with a NUL at the end. {{title}}, {{contents}}, {{body}} and {{data}} stand where those
 * go, each once and in that order. */
extern const unsigned char bench__page_template[];

#endif
