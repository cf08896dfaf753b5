import SlipwayDomain

/// Where a rollout is. Each state carries exactly what it needs.
package enum RolloutState: Hashable, Sendable, Codable {
    case idle
    /// The update is on its way, or its lost answer is read back.
    case updating(Updating)
    /// Our deployment is looked for and followed.
    case following(Following)
    /// The verdict has been given; the previous release is put back.
    case restoring(Restoring)
    case finished(RolloutOutcome)

    package struct Updating: Hashable, Sendable, Codable {
        /// How often the update was sent.
        var attempt = 1
        /// The answer was lost, and the next observation tells whether it arrived.
        var readsBack = false
        /// A wish to put back that came while the update was on its way.
        var interrupted = false
    }

    package struct Following: Hashable, Sendable, Codable {
        package enum Verification: String, Hashable, Sendable, Codable { case notNeeded, waiting, running, passed }

        package var track: DeploymentTrack
        /// No deployment was started: counts and settings are read back instead.
        var readsBackSettings = false
        var verification: Verification
        /// When the release was first complete and healthy, without a break since.
        var healthySince: Duration?
        /// How many old tasks people were told of last.
        var drainingTold: Int?
        /// How our deployment's status was last seen.
        var lastStatus: ServiceDeploymentObservation.Status?
    }

    package struct Restoring: Hashable, Sendable, Codable {
        package enum Step: Hashable, Sendable, Codable {
            /// The call is on its way.
            case asked(RestoreStep, attempt: Int)
            /// It was refused; it is tried again after the next look.
            case again(RestoreStep, attempt: Int)
            /// ECS rolls our deployment back; its ARN.
            case rollingBack(String)
            /// The restored release's own deployment is followed.
            case following(DeploymentTrack)
            /// Settings are back; they are read back.
            case readingSettings
            case readingZero
            /// All is done but for the last lines of what crashed, which may still arrive.
            case listening(RolloutOutcome.Restoration)
        }

        package var verdict: RolloutVerdict
        package var step: Step
        /// When we give up.
        var deadline: Duration
        /// The failed deployment.
        var failed: DeploymentTrack
        /// How the failed deployment's status was last seen.
        var lastStatus: ServiceDeploymentObservation.Status?
        /// A person wanted it: the command ends as interrupted.
        var interrupted = false
        /// Why a step failed last.
        var lastRefusal: String?
    }
}
