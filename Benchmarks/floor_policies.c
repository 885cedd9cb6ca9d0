// The floor of policies: one evaluation of libjsonnet, as it comes, that does nothing but parse the fleet. Prints the seconds
// it takes.
#include <libjsonnet.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

static char *contents(const char *path) {
    FILE *file = fopen(path, "rb");
    if (file == NULL || fseek(file, 0, SEEK_END) != 0) return NULL;
    long size = ftell(file);
    rewind(file);
    char *text = malloc(size + 1);
    if (text == NULL || fread(text, 1, size, file) != (size_t)size) return NULL;
    text[size] = 0;
    fclose(file);
    return text;
}

int main(int count, char **arguments) {
    char *fleet = count == 2 ? contents(arguments[1]) : NULL;
    if (fleet == NULL) {
        fprintf(stderr, "usage: floor_policies FLEET.json\n");
        return 2;
    }
    double start = now();
    struct JsonnetVm *vm = jsonnet_make();
    jsonnet_ext_var(vm, "fleet", fleet);
    int error = 0;
    char *result = jsonnet_evaluate_snippet(vm, "floor", "std.length(std.parseJson(std.extVar('fleet')))", &error);
    double end = now();
    if (error) {
        fprintf(stderr, "%s", result);
        return 1;
    }
    printf("%f\n", end - start);
    return 0;
}
