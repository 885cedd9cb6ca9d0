import AgentConfig
import Foundation
import Logging
import Scaling
import Schedules
import Synchronization

/// The configuration that holds, and how another takes its place: read whole, held against its rules, then taken over at
/// once. Requests under way keep the router that they began with. One that is refused changes nothing.
final class Reloader: Sendable {
    private let folder: AgentFolder
    private let settings: AgentSettings
    private let core: AgentCore
    private let logger: Logger
    private let state: Mutex<State>
    /// One reload after the other: what was read earlier must not take the place of what was read later.
    private let turn = Mutex(())

    private struct State {
        var loaded: AgentFolder.Loaded
        /// Of the files when they were last looked at.
        var stamp: [String]
        /// Why the last reload was refused, if it was.
        var refusal: String?
    }

    init(
        _ folder: AgentFolder,
        _ loaded: AgentFolder.Loaded,
        _ settings: AgentSettings,
        _ core: AgentCore,
        _ logger: Logger
    ) {
        self.folder = folder
        self.settings = settings
        self.core = core
        self.logger = logger
        state = Mutex(State(loaded: loaded, stamp: folder.stamp + settings.keyStamp))
    }

    var files: AgentFiles { state.withLock { $0.loaded.files } }
    var digest: String { state.withLock { $0.loaded.digest } }
    var refusal: String? { state.withLock { $0.refusal } }

    private var stampOfFiles: [String] { folder.stamp + settings.keyStamp }

    /// Reloads if the files are others than when they were last looked at.
    func reloadIfChanged() {
        let now = stampOfFiles
        let isNew = state.withLock { $0.stamp != now }
        if isNew { reload() }
    }

    /// - Returns: why the configuration was refused; `nil` if it was taken over.
    @discardableResult
    func reload() -> String? { turn.withLock { _ in takeOver() } }

    private func takeOver() -> String? {
        let stamp = stampOfFiles
        let refusal: String?
        do {
            let loaded = try folder.load()
            guard loaded.files.scaling.processes == files.scaling.processes else {
                throw AgentFailure(description: "host or ports of `processes` have changed, which takes a restart")
            }
            core.adopt(try settings.readKeys(loaded.files.router))
            core.prepareClassifier(for: loaded.files.router, logger)
            core.adapt(to: loaded.files.router.tenants)
            core.dispatcher.update { $0.configure(loaded.files, at: $1) }
            state.withLock { $0.loaded = loaded }
            applySchedule()
            refusal = nil
            logger.info("Took over a configuration", metadata: ["digest": "\(loaded.digest)"])
        } catch {
            refusal = "\(error)"
            logger.error("Refused a configuration and kept the last", metadata: ["reason": "\(error)"])
        }
        state.withLock { state in
            state.stamp = stamp
            state.refusal = refusal
        }
        core.metrics.count(.reloads, refusal == nil ? "accepted" : "refused")
        return refusal
    }

    /// Says what the schedules ask for now.
    func applySchedule() {
        for (name, replicas) in Schedule(files.scaling).replicas(at: Date()) {
            core.dispatcher.update { state, now in
                state.scaler.id(of: name).map { state.note(.scheduled($0, replicas: replicas), at: now) } ?? []
            }
        }
    }
}
