import Diagnostics

/// A git repository, read only. Not to be shared between threads.
///
/// What is opened is decided by a folder alone. Variables of git's such as `GIT_DIR`, which hooks and scripts leave behind,
/// do not lead anywhere else.
package final class GitRepository {
    let library: LibGit2Repository

    /// The folder that is checked out, canonical; `nil` in a bare repository.
    package var workFolder: String? { library.workFolder }
    /// `.git`, or the bare repository itself; the same for all worktrees of a repository.
    package var gitFolder: String { library.gitFolder }
    /// Whether only the latest history was fetched.
    package var isShallow: Bool { library.isShallow }
    /// For messages.
    package var path: String { library.path }

    /// Opens the repository that a folder lies in: the folder itself or the nearest above it.
    /// - Parameters:
    ///   - folder: an existing folder.
    ///   - incoming: a folder of objects that are not in the repository yet, as git gives it to a `pre-receive` hook in
    ///     `GIT_QUARANTINE_PATH`; looked at only if it lies in the repository.
    package init(containing folder: String, incoming: String? = nil) throws(GitFailure) {
        library = try Self.open(folder)
        try refuseUnknownFormats()
        if let file = IndexFiles.firstDamaged(in: "\(gitFolder)/objects") { throw GitFailure(.damagedIndex(file)) }
        if let incoming, incoming.hasPrefix(gitFolder + "/") { try? library.addObjects(in: incoming) }
    }

    private static func open(_ folder: String) throws(GitFailure) -> LibGit2Repository {
        do throws(LibGit2.Failure) {
            return try LibGit2Repository(containing: folder, LibGit2.start())
        } catch  where error.isForeignOwner {
            return try openForeign(folder)
        } catch  where error.isNotFound {
            throw GitFailure(.noRepository(folder))
        } catch  where error.message.hasPrefix("unsupported") {
            throw GitFailure(.unsupportedRepository(folder, error.message))
        } catch {
            throw GitFailure(.cannotOpen(folder, because: error.message))
        }
    }

    /// Opens a repository of another user if all are trusted, which libgit2 does not look for; else says which it is.
    private static func openForeign(_ folder: String) throws(GitFailure) -> LibGit2Repository {
        let opened: LibGit2Repository
        do throws(LibGit2.Failure) {
            let git = try LibGit2.start()
            opened = try LibGit2Repository(containing: folder, git, ofAnyOwner: true)
            if SafeDirectories.includeAll(git) { return opened }
        } catch {
            throw GitFailure(.cannotOpen(folder, because: error.message))
        }
        throw GitFailure(.foreignOwner(opened.path))
    }

    /// Formats that git knows and libgit2 does not are settings of the repository.
    private func refuseUnknownFormats() throws(GitFailure) {
        if let format = library.setting("extensions.objectformat"), format != "sha1" {
            throw GitFailure(.unsupportedRepository(path, "its objects are named by \(format)"))
        }
        if let storage = library.setting("extensions.refstorage"), storage != "files" {
            throw GitFailure(.unsupportedRepository(path, "its references are stored as \(storage)"))
        }
    }

    /// Why an object cannot be read.
    /// - Parameter what: a path in quotes, a revision, or words.
    func unreadable(_ what: String, _ failure: LibGit2.Failure) -> GitFailure {
        // Whether objects are fetched when they are first needed.
        let isPartial =
            library.setting("remote.origin.promisor") != nil || library.setting("extensions.partialclone") != nil
        return GitFailure(.unreadableObject(what, because: failure.message, isPartial: isPartial))
    }
}
