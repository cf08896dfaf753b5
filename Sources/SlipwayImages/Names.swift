package import OCI

// SlipwayDomain has words of the same names for people; in this room these are meant.

/// The address of content, as the OCI room computes it.
package typealias ContentDigest = OCI.Digest
/// A platform as images spell it.
package typealias ImagePlatform = OCI.Platform
