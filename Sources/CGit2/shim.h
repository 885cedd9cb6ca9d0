#ifndef SPINDLE_CGIT2_SHIM_H
#define SPINDLE_CGIT2_SHIM_H

#include <dlfcn.h>
#include <git2.h>
#include <git2/sys/odb_backend.h>
#if __has_include(<git2/sys/errors.h>)
// Where `git_error_set_str` is declared from libgit2 1.8 on.
#include <git2/sys/errors.h>
#endif
#include <stddef.h>
#include <sys/types.h>
#include <zlib.h>

// libgit2 is opened when it is first needed, not linked: it brings sixteen libraries with it (TLS, SSH, Kerberos), whose
// loading would cost every run a third of its start, and most runs read no revision. The headers that Spindle is compiled
// with say which version is opened, so that types and functions always match.

#ifdef __APPLE__
#define SPINDLE_GIT_LIBRARY "libgit2." LIBGIT2_SOVERSION ".dylib"
#else
#define SPINDLE_GIT_LIBRARY "libgit2.so." LIBGIT2_SOVERSION
#endif

#define SPINDLE_GIT_FUNCTIONS(X)                                                                                       \
    X(git_config_free)                                                                                                 \
    X(git_config_get_multivar_foreach)                                                                                 \
    X(git_config_get_string)                                                                                           \
    X(git_config_open_default)                                                                                         \
    X(git_error_last)                                                                                                  \
    X(git_error_set_str)                                                                                               \
    X(git_libgit2_init)                                                                                                \
    X(git_libgit2_opts)                                                                                                \
    X(git_merge_base)                                                                                                  \
    X(git_object_free)                                                                                                 \
    X(git_object_id)                                                                                                   \
    X(git_object_lookup)                                                                                               \
    X(git_object_peel)                                                                                                 \
    X(git_object_type)                                                                                                 \
    X(git_odb_add_backend)                                                                                             \
    X(git_odb_add_disk_alternate)                                                                                      \
    X(git_odb_backend_data_alloc)                                                                                      \
    X(git_odb_foreach)                                                                                                 \
    X(git_odb_free)                                                                                                    \
    X(git_odb_object_data)                                                                                             \
    X(git_odb_object_free)                                                                                             \
    X(git_odb_object_size)                                                                                             \
    X(git_odb_read)                                                                                                    \
    X(git_odb_read_header)                                                                                             \
    X(git_oid_fromstr)                                                                                                 \
    X(git_reference_free)                                                                                              \
    X(git_reference_iterator_free)                                                                                     \
    X(git_reference_iterator_new)                                                                                      \
    X(git_reference_lookup)                                                                                            \
    X(git_reference_name_to_id)                                                                                        \
    X(git_reference_next_name)                                                                                         \
    X(git_reference_symbolic_target)                                                                                   \
    X(git_repository_commondir)                                                                                        \
    X(git_repository_config_snapshot)                                                                                  \
    X(git_repository_free)                                                                                             \
    X(git_repository_head_unborn)                                                                                      \
    X(git_repository_is_shallow)                                                                                       \
    X(git_repository_odb)                                                                                              \
    X(git_repository_open_ext)                                                                                         \
    X(git_repository_workdir)                                                                                          \
    X(git_revparse_single)                                                                                             \
    X(git_tree_entry_byindex)                                                                                          \
    X(git_tree_entry_filemode_raw)                                                                                     \
    X(git_tree_entry_id)                                                                                               \
    X(git_tree_entry_name)                                                                                             \
    X(git_tree_entrycount)                                                                                             \
    X(git_tree_free)                                                                                                   \
    X(git_tree_lookup)

/// The functions of libgit2 that Spindle calls, each under its own name.
typedef struct __attribute__((swift_attr("@Sendable"))) {
#define SPINDLE_GIT_FIELD(name) __typeof__(name) *_Nonnull name;
    SPINDLE_GIT_FUNCTIONS(SPINDLE_GIT_FIELD)
#undef SPINDLE_GIT_FIELD
} SpindleGit;

/// Opens the library; call once.
///
/// @param reason Receives the system's words on failure.
/// @returns The functions, or NULL.
static inline const SpindleGit *_Nullable spindle_git_open(const char *_Nullable *_Nonnull reason) {
    static SpindleGit git;
    void *library = dlopen(SPINDLE_GIT_LIBRARY, RTLD_LAZY | RTLD_LOCAL);
    if (library == NULL) {
        *reason = dlerror();
        return NULL;
    }
#define SPINDLE_GIT_LOAD(name)                                                                                         \
    if ((*(void **)&git.name = dlsym(library, #name)) == NULL) {                                                       \
        *reason = dlerror();                                                                                           \
        return NULL;                                                                                                   \
    }
    SPINDLE_GIT_FUNCTIONS(SPINDLE_GIT_LOAD)
#undef SPINDLE_GIT_LOAD
    return &git;
}

/// A backend of objects and what it reads from.
typedef struct {
    git_odb_backend parent;
    void *_Nullable context;
} SpindleGitBackend;

/// `inflateInit`, a macro.
static inline int spindle_inflate_start(z_stream *_Nonnull stream) {
    return inflateInit(stream);
}

// Options are set through a variadic function, which Swift cannot call.

/// Bounds the memory that parsed objects may take over all repositories.
static inline int spindle_git_set_cache_bytes(const SpindleGit *_Nonnull git, ssize_t bytes) {
    return git->git_libgit2_opts(GIT_OPT_SET_CACHE_MAX_SIZE, bytes);
}

/// Lets repositories with extensions be opened that libgit2 itself refuses. What they change is either of no matter to
/// somebody who only reads, or looked at by the caller when a repository is opened (`objectformat`, `refstorage`).
static inline int spindle_git_accept_extensions(const SpindleGit *_Nonnull git) {
    const char *names[] = {"objectformat", "refstorage", "worktreeconfig", "partialclone", "preciousobjects",
                           "relativeworktrees"};
    return git->git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, names, sizeof(names) / sizeof(names[0]));
}

/// Says whether repositories of other users are refused.
static inline int spindle_git_set_owner_validation(const SpindleGit *_Nonnull git, int enabled) {
    return git->git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, enabled);
}

#endif
