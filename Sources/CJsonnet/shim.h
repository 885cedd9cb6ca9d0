#ifndef SPINDLE_CJSONNET_SHIM_H
#define SPINDLE_CJSONNET_SHIM_H

#include <libjsonnet.h>
#include <stddef.h>
#include <stdlib.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

// One import callback for every libjsonnet.
//
// Up to 0.18 the callback returns the text and says through `int *success` whether there is any; from 0.19 on it
// returns 0 or 1 and hands over a buffer with its length. `LIB_JSONNET_VERSION` is a string, which the preprocessor
// cannot compare, so the type of `JsonnetImportCallback` itself decides, at compile time, through `_Generic`.

/// Answers one import. Both results are allocated with `jsonnet_realloc` and belong to the VM afterwards.
///
/// @param context What the importer was set up with.
/// @param directory The directory of the importing file, with a closing `/`.
/// @param path The path that the program imports.
/// @param found Receives the name of the imported file; only on success.
/// @param text Receives the content, or the reason on failure; one NUL byte follows it in any case.
/// @param length Receives the number of bytes of `text` without the NUL.
/// @returns 0 on success, 1 on failure.
typedef int SpindleJsonnetImport(void *context, const char *directory, const char *path, char **found, char **text,
                                 size_t *length);

/// An import callback and its context; must outlive the VM it is set in.
typedef struct {
    SpindleJsonnetImport *import;
    void *context;
} SpindleJsonnetImporter;

typedef char *SpindleJsonnetTextCallback(void *, const char *, const char *, char **, int *);
typedef int SpindleJsonnetBufferCallback(void *, const char *, const char *, char **, char **, size_t *);

/// The callback of libjsonnet 0.18 and before.
static inline char *spindle_jsonnet_import_text(void *importer, const char *directory, const char *path, char **found,
                                                int *success) {
    const SpindleJsonnetImporter *own = (const SpindleJsonnetImporter *)importer;
    char *text = NULL;
    size_t length = 0;
    *success = own->import(own->context, directory, path, found, &text, &length) == 0;
    return text;
}

/// The callback of libjsonnet 0.19 and later.
static inline int spindle_jsonnet_import_buffer(void *importer, const char *directory, const char *path, char **found,
                                                char **text, size_t *length) {
    const SpindleJsonnetImporter *own = (const SpindleJsonnetImporter *)importer;
    return own->import(own->context, directory, path, found, text, length);
}

/// Lets `importer` answer every import of a VM.
static inline void spindle_jsonnet_set_importer(struct JsonnetVm *vm, SpindleJsonnetImporter *importer) {
    jsonnet_import_callback(vm,
                            _Generic((JsonnetImportCallback *)0,
                                SpindleJsonnetTextCallback *: spindle_jsonnet_import_text,
                                SpindleJsonnetBufferCallback *: spindle_jsonnet_import_buffer),
                            importer);
}

/// Has this process allocate in the way that libjsonnet needs it, which makes and drops millions of small objects.
///
/// glibc keeps the smallest freed blocks apart, and merges all of them again for every large block; without that, and in
/// larger steps, parsing the data of a thousand models takes a fifth less time.
static inline void spindle_jsonnet_tune_allocation(void) {
#ifdef __GLIBC__
    mallopt(M_MXFAST, 0);
    mallopt(M_TRIM_THRESHOLD, 0x7FFFFFFF);
    mallopt(M_TOP_PAD, 16 << 20);
#endif
}

#endif
