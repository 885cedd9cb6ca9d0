#include <spawn.h>
#include <sys/types.h>

#if defined(__linux__)
#include <sys/syscall.h>
#include <unistd.h>

/* pidfd_open(2), which Swift cannot call: glibc has it since 2.36 only, and `syscall` is variadic. */
static inline int spindle_pidfd_open(pid_t pid) { return (int)syscall(SYS_pidfd_open, pid, 0); }

/* In <spawn.h> only for those who define _GNU_SOURCE before anybody has included it. */
#define SPINDLE_SPAWN_SETSID 0x80
int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *actions, const char *path);
#if defined(__GLIBC__)
int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int first);
#endif
#endif
