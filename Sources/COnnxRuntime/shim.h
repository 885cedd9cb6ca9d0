/* What is used of ONNX Runtime's C API, which is opened at run time: nobody needs it to build, and the agent runs without it.
 *
 * The API is a table of functions in an order that never changes: new ones come at its end (include/onnxruntime/core/session/
 * onnxruntime_c_api.h, "Size of version 1 API cannot change"). A function that returns a status returns NULL when all is well.
 */
#ifndef SPINDLE_ONNXRUNTIME_H
#define SPINDLE_ONNXRUNTIME_H

#include <dlfcn.h>
#include <stddef.h>
#include <stdint.h>

/* Of the oldest library that reads models in opset 20, which the one of this repository is in: ONNX Runtime 1.17. */
#define SPINDLE_ORT_VERSION 17

typedef const void *const *spindle_ort_api;

typedef struct {
    const void *(*get_api)(uint32_t version);
    const char *(*get_version)(void);
} spindle_ort_base;

enum {
    ort_get_error_message = 2,
    ort_create_env = 3,
    ort_create_session = 7,
    ort_run = 9,
    ort_create_session_options = 10,
    ort_set_optimization = 23,
    ort_set_intra_op_threads = 24,
    ort_set_inter_op_threads = 25,
    ort_create_tensor_with_data = 49,
    ort_get_tensor_data = 51,
    ort_get_element_type = 60,
    ort_get_element_count = 64,
    ort_get_tensor_type_and_shape = 65,
    ort_create_cpu_memory_info = 69,
    ort_release_status = 93,
    ort_release_session = 95,
    ort_release_value = 96,
    ort_release_tensor_info = 99,
    ort_release_session_options = 100,
};

/* ONNX_TENSOR_ELEMENT_DATA_TYPE_… */
enum { ort_float = 1, ort_int64 = 7 };

#define SPINDLE_ORT(api, index, type) ((type)(api)[index])

/* Opens the library. On failure `*error` says why, and stays valid until the next call. */
static inline const spindle_ort_base *spindle_ort_open(const char *path, const char **error) {
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        *error = dlerror();
        return NULL;
    }
    const spindle_ort_base *(*base)(void) = (const spindle_ort_base *(*)(void))dlsym(library, "OrtGetApiBase");
    if (!base) {
        *error = dlerror();
        dlclose(library);
        return NULL;
    }
    return base();
}

/* NULL for a library that is older than the version. */
static inline spindle_ort_api spindle_ort_get_api(const spindle_ort_base *base) {
    return (spindle_ort_api)base->get_api(SPINDLE_ORT_VERSION);
}

static inline const char *spindle_ort_version(const spindle_ort_base *base) { return base->get_version(); }

static inline const char *spindle_ort_message(spindle_ort_api api, const void *status) {
    return SPINDLE_ORT(api, ort_get_error_message, const char *(*)(const void *))(status);
}

/* Errors only are logged, to the standard error. */
static inline void *spindle_ort_create_env(spindle_ort_api api, void **out) {
    return SPINDLE_ORT(api, ort_create_env, void *(*)(int, const char *, void **))(3, "spindle", out);
}

/* A session that computes on the thread that asks, with every optimization of the graph. */
static inline void *spindle_ort_create_session(spindle_ort_api api, const void *env, const char *path, void **out) {
    void *options = NULL;
    void *status = SPINDLE_ORT(api, ort_create_session_options, void *(*)(void **))(&options);
    if (status) return status;
    status = SPINDLE_ORT(api, ort_set_intra_op_threads, void *(*)(void *, int))(options, 1);
    if (!status) status = SPINDLE_ORT(api, ort_set_inter_op_threads, void *(*)(void *, int))(options, 1);
    if (!status) status = SPINDLE_ORT(api, ort_set_optimization, void *(*)(void *, int))(options, 99);
    if (!status)
        status = SPINDLE_ORT(api, ort_create_session, void *(*)(const void *, const char *, const void *, void **))(
            env, path, options, out);
    SPINDLE_ORT(api, ort_release_session_options, void (*)(void *))(options);
    return status;
}

static inline void *spindle_ort_create_memory_info(spindle_ort_api api, void **out) {
    /* OrtArenaAllocator, OrtMemTypeDefault */
    return SPINDLE_ORT(api, ort_create_cpu_memory_info, void *(*)(int, int, void **))(1, 0, out);
}

/* A tensor [1, count] over numbers that stay the caller's, and must outlive it. */
static inline void *spindle_ort_create_row(spindle_ort_api api, const void *memory, int64_t *data, size_t count, void **out) {
    const int64_t shape[2] = {1, (int64_t)count};
    return SPINDLE_ORT(api, ort_create_tensor_with_data,
                       void *(*)(const void *, void *, size_t, const int64_t *, size_t, int, void **))(
        memory, data, count * sizeof(int64_t), shape, 2, ort_int64, out);
}

static inline void *spindle_ort_run(spindle_ort_api api, void *session, const char *const *input_names,
                                    const void *const *inputs, size_t input_count, const char *const *output_names,
                                    size_t output_count, void **outputs) {
    return SPINDLE_ORT(api, ort_run,
                       void *(*)(void *, const void *, const char *const *, const void *const *, size_t,
                                 const char *const *, size_t, void **))(
        session, NULL, input_names, inputs, input_count, output_names, output_count, outputs);
}

/* The numbers of a tensor, which live as long as it does. `*data` is NULL when they are not floats. */
static inline void *spindle_ort_floats(spindle_ort_api api, void *value, const float **data, size_t *count) {
    void *info = NULL, *found = NULL;
    int type = 0;
    *data = NULL;
    void *status = SPINDLE_ORT(api, ort_get_tensor_type_and_shape, void *(*)(const void *, void **))(value, &info);
    if (status) return status;
    status = SPINDLE_ORT(api, ort_get_element_type, void *(*)(const void *, int *))(info, &type);
    if (!status) status = SPINDLE_ORT(api, ort_get_element_count, void *(*)(const void *, size_t *))(info, count);
    if (!status && type == ort_float) {
        status = SPINDLE_ORT(api, ort_get_tensor_data, void *(*)(void *, void **))(value, &found);
        *data = (const float *)found;
    }
    SPINDLE_ORT(api, ort_release_tensor_info, void (*)(void *))(info);
    return status;
}

static inline void spindle_ort_release_status(spindle_ort_api api, void *it) {
    SPINDLE_ORT(api, ort_release_status, void (*)(void *))(it);
}

static inline void spindle_ort_release_session(spindle_ort_api api, void *it) {
    SPINDLE_ORT(api, ort_release_session, void (*)(void *))(it);
}

static inline void spindle_ort_release_value(spindle_ort_api api, void *it) {
    SPINDLE_ORT(api, ort_release_value, void (*)(void *))(it);
}

#endif
