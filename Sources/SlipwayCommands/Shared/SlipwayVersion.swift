/// The version that `slipway --version` prints and user agents carry.
package enum SlipwayVersion {
    package static let current = "0.1.0"
}
