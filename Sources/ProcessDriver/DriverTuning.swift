/// How often the driver looks, and how much it keeps.
package struct DriverTuning: Sendable {
    /// Seconds from one question for its health to the next while a replica starts. They grow, so that a short start is
    /// seen at once and a long one costs nothing.
    package var firstDelay = 0.02
    package var longestDelay = 0.5
    /// Seconds between the questions once it is ready.
    package var period = 3.0
    /// Seconds an answer may take.
    package var answerTimeout = 5.0
    /// Answers missed in a row after which the health is lost.
    package var toleratedMisses = 3
    /// Bytes of one replica's log. As much is kept of what was before.
    package var logLimit = 8 << 20
    /// Seconds from one look at the sizes of the logs to the next.
    package var logPeriod = 1.0
    /// Seconds in which a group that was killed must be gone for `shutdown` to wait for it.
    package var killTimeout = 5.0

    package init() {}
}
