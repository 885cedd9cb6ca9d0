#if os(Linux)
    #if canImport(Musl)
        import Musl
    #else
        import Glibc
    #endif

    /// inotify(7): the kernel tells of changes.
    final class Inotify: ChangeSource {
        private let descriptor: Int32

        init(_ tree: WatchedTree) throws(Disk.Failure) {
            descriptor = inotify_init1(Int32(IN_CLOEXEC) | Int32(IN_NONBLOCK))
            guard descriptor >= 0 else { throw Disk.Failure(path: "", code: errno) }
            try tree.forEachFolder { [descriptor] folder throws(Disk.Failure) in
                guard inotify_add_watch(descriptor, folder, Self.events) < 0 else { return }
                let failure = Disk.Failure(path: folder, code: errno)
                // What was removed meanwhile has changed the folder above, which is watched.
                if !failure.isMissing { throw failure }
            }
        }

        deinit { if descriptor >= 0 { close(descriptor) } }

        /// A file that is written to counts when its writer is done with it.
        private static let events =
            UInt32(IN_CLOSE_WRITE) | UInt32(IN_ATTRIB) | UInt32(IN_CREATE) | UInt32(IN_DELETE)
            | UInt32(IN_MOVED_FROM) | UInt32(IN_MOVED_TO) | UInt32(IN_DELETE_SELF) | UInt32(IN_MOVE_SELF)
            | UInt32(IN_ONLYDIR)

        func wait(milliseconds: Int32?) -> Bool {
            var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            var count: Int32
            repeat { count = poll(&request, 1, milliseconds ?? -1) } while count < 0 && errno == EINTR
            if count > 0 { takeEvents() }
            return count > 0
        }

        /// What they say does not matter: everything is read again.
        private func takeEvents() {
            var buffer = [UInt8](repeating: 0, count: 1 << 14)
            while buffer.withUnsafeMutableBytes({ read(descriptor, $0.baseAddress, $0.count) }) > 0 {}
        }
    }
#endif
