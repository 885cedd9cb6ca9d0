import Diagnostics

extension GitRepository {
    /// Finds a revision.
    /// - Parameter name: as `git rev-parse` takes it: a branch, tag, id or its first digits, `HEAD~2`, `main@{yesterday}`,
    ///   `v1^{tree}`, `main:fleets`.
    package func revision(_ name: String) throws(GitFailure) -> GitRevision {
        let text = RevisionText(name)
        try refuseTwoMeanings(text)
        let object: LibGit2Repository.Object
        do throws(LibGit2.Failure) {
            object = try library.object(named: text.expanded)
        } catch {
            throw reason(of: error, for: text)
        }
        return try revision(object, as: name)
    }

    private func revision(_ object: LibGit2Repository.Object, as name: String) throws(GitFailure) -> GitRevision {
        do throws(LibGit2.Failure) {
            switch object.kind {
            case .tree: return GitRevision(name: name, commit: nil, tree: object.id)
            case .commit, .tag, .blob:
                let commit = try? library.peel(object.id, to: .commit)
                return GitRevision(name: name, commit: commit, tree: try library.peel(object.id, to: .tree))
            }
        } catch  where error.isInvalid {
            throw GitFailure(.isFile(name))
        } catch {
            throw unreadable("`\(name)`", error)
        }
    }

    /// A name of a branch and of a tag that are not one commit: git takes the tag and warns, which nobody reads in CI.
    private func refuseTwoMeanings(_ text: RevisionText) throws(GitFailure) {
        let meanings = ["refs/tags/", "refs/heads/", "refs/remotes/"].compactMap { prefix in
            library.target(of: prefix + text.base).map { (reference: prefix + text.base, id: $0) }
        }
        let commits = Set(meanings.map { meaning in (try? library.peel(meaning.id, to: .commit)) ?? meaning.id })
        guard commits.count > 1 else { return }
        throw GitFailure(.ambiguousName(text.base, meanings.map { ($0.reference, $0.id) }))
    }

    private func reason(of failure: LibGit2.Failure, for text: RevisionText) -> GitFailure {
        if failure.isAmbiguous, text.isHex {
            let ids = (try? library.objects(startingWith: text.base.lowercased())) ?? []
            return GitFailure(.ambiguousID(text.base, ids.map { ($0, (try? library.header(of: $0))?.kind) }))
        }
        guard failure.isNotFound || failure.isInvalid || failure.isAmbiguous else {
            return unreadable("`\(text.text)`", failure)
        }
        if text.isRange { return GitFailure(.revisionRange(text.text)) }
        if library.isUnborn, text.base == "HEAD" { return GitFailure(.noCommit(in: path)) }
        let base = try? library.object(named: text.base)
        let isReference = ["", "refs/tags/", "refs/heads/", "refs/remotes/"].contains { prefix in
            library.target(of: prefix + text.base) != nil
        }
        if base == nil, isReference { return unreadable("`\(text.text)`", failure) }
        if isShallow, text.isFullID || (base != nil && !text.isBaseAlone) {
            return GitFailure(.shallow("`\(text.text)`", in: path))
        }
        guard base == nil else { return GitFailure(.unknownStep(text.text, from: text.base)) }
        let fetches = library.setting("remote.origin.url") != nil
        return GitFailure(.unknownRevision(text.base, known: names(), fetches: fetches))
    }

    /// Names of branches and tags as people write them, most useful first: branches, tags, branches of remotes.
    func names() -> [String] {
        let references = library.references(limit: 10_000)
        return ["refs/heads/", "refs/tags/", "refs/remotes/"].flatMap { prefix in
            references.filter { $0.hasPrefix(prefix) && !$0.hasSuffix("/HEAD") }.map {
                String($0.dropFirst(prefix.count))
            }
            .sorted()
        }
    }

    /// The branch that others are merged into: what the remote `origin` says, else the setting `init.defaultBranch`, else
    /// `main` or `master`; in a bare repository, its `HEAD`.
    /// - Returns: a name for `revision(_:)`, such as `origin/main`.
    package func defaultBranch() throws(GitFailure) -> String {
        let (heads, remotes) = ("refs/heads/", "refs/remotes/")
        let pointer = workFolder == nil ? "HEAD" : "refs/remotes/origin/HEAD"
        if let target = library.symbolicTarget(of: pointer), library.target(of: target) != nil {
            for prefix in [heads, remotes] where target.hasPrefix(prefix) {
                return String(target.dropFirst(prefix.count))
            }
        }
        for name in [library.setting("init.defaultbranch"), "main", "master"].compactMap(\.self) {
            if library.target(of: "\(remotes)origin/\(name)") != nil { return "origin/\(name)" }
            if library.target(of: heads + name) != nil { return name }
        }
        throw GitFailure(library.isUnborn ? .noCommit(in: path) : .noDefaultBranch(known: names()))
    }

    /// The commit where two revisions parted: the best common ancestor, as `git merge-base` finds it.
    package func mergeBase(of a: GitRevision, and b: GitRevision) throws(GitFailure) -> GitRevision {
        guard let one = a.commit else { throw GitFailure(.hasNoHistory(a.name)) }
        guard let two = b.commit else { throw GitFailure(.hasNoHistory(b.name)) }
        let base: GitObjectID
        do throws(LibGit2.Failure) {
            base = try library.mergeBase(one, two)
        } catch {
            if isShallow {
                throw GitFailure(.shallow("the commit where `\(a.name)` and `\(b.name)` part", in: path))
            }
            guard error.isNotFound else { throw unreadable("the history of `\(a.name)` and `\(b.name)`", error) }
            throw GitFailure(.unrelated(a, b))
        }
        return try revision(base.hex)
    }
}
