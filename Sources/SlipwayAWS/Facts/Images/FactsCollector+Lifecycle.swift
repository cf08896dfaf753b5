import AWSRuntime
import AWSServices
import SlipwayDomain

extension FactsCollector {
    /// Digests that a lifecycle rule is about to remove from the repository although a service runs them, or this release
    /// is going to; `nil` where that is not known.
    func expiring(in facts: Facts) async -> [String]? {
        guard let repository = facts.repository?.value else { return nil }
        let account = (try? ImageReference(parsing: repository.uri))?.ecr?.account
        let used = Set(
            (facts.lastGood?.value?.digests ?? []) + (facts.image?.value.map { [$0.digest.description] } ?? []))
        guard !used.isEmpty else { return nil }
        do throws(Gap) {
            let answer = try await ask(
                ECR.GetLifecyclePolicy.self,
                ECR.GetLifecyclePolicyRequest(registryId: account, repositoryName: repository.name),
                missing: ["LifecyclePolicyNotFoundException"])
            guard let policy = answer.lifecyclePolicyText.flatMap({ LifecyclePolicy($0) }) else { return nil }
            let input = ECR.DescribeImagesRequest(registryId: account, repositoryName: repository.name)
            let images = try await all(clients.ecr.describeImagesPages(input), limit: 5000) { $0.imageDetails }
            let expired = policy.expired(images.compactMap { LifecyclePolicy.Image($0) }, at: now())
            return used.filter(expired.contains).sorted()
        } catch {
            return error == .missing ? [] : nil
        }
    }
}

extension LifecyclePolicy.Image {
    init?(_ image: ECR.ImageDetail) {
        guard let digest = image.imageDigest, let pushedAt = image.imagePushedAt?.moment else { return nil }
        self.init(digest: digest, tags: image.imageTags ?? [], pushedAt: pushedAt)
    }
}
