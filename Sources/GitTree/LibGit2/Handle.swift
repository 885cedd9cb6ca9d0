/// An object of libgit2's, freed when nobody holds it any more.
final class Handle {
    private let pointer: OpaquePointer
    private let free: LibGit2.Free

    init(_ pointer: OpaquePointer, freedBy free: @escaping LibGit2.Free) {
        self.pointer = pointer
        self.free = free
    }

    deinit { free(pointer) }

    /// Lends the pointer for the time of a closure.
    func use<Value, Failure: Error>(_ body: (OpaquePointer) throws(Failure) -> Value) throws(Failure) -> Value {
        defer { withExtendedLifetime(self) {} }
        return try body(pointer)
    }
}
