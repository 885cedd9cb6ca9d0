package import Classifier

/// How an agent is to run: what its command line says.
package struct AgentSettings: Sendable {
    /// The folder with `router.json` and `scaling.json`.
    package var folder: String
    package var host = "127.0.0.1"
    /// 0: one that is free.
    package var port = 8080
    package var adminHost = "127.0.0.1"
    package var adminPort = 8081
    /// A file of API keys; without one everybody may come, from this machine only.
    package var keys: String?
    /// Whether strangers may come without a key.
    package var isOpen = false
    /// Records of running models, and what was learned.
    package var stateFolder: String
    package var decisionLog: String?
    /// Whether models go on running when the agent ends.
    package var leavesModels = false
    /// Seconds that requests in flight have to end when the agent does.
    package var drainSeconds = 30.0
    /// Threads of the proxy; `nil` is one for each processor.
    package var threads: Int?
    /// Where a classifier is looked for, if the configuration wants one.
    package var classifier = ClassifierPlaces()
    package var options = AgentOptions()
    package var cluster = ClusterSettings()

    package init(folder: String, stateFolder: String) {
        self.folder = folder
        self.stateFolder = stateFolder
    }
}

/// Why an agent does not start, or does not take over a configuration.
package struct AgentFailure: Error, Equatable, CustomStringConvertible {
    package var description: String
}
