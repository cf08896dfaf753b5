import AWSRuntime
import AWSServices
import SlipwayDomain

extension FactsCollector {
    /// - Parameter name: a target group's name or ARN.
    func targetGroup(_ name: String) async -> Fact<TargetGroupFact> {
        await .of { () throws(Gap) in
            let input =
                name.hasPrefix("arn:")
                ? ELBv2.DescribeTargetGroupsInput(targetGroupArns: [name])
                : ELBv2.DescribeTargetGroupsInput(names: [name])
            let answer = try await ask(
                ELBv2.DescribeTargetGroups.self, input,
                missing: ["TargetGroupNotFound", "TargetGroupNotFoundException"])
            guard let found = answer.targetGroups?.first else { throw .missing }
            var fact = TargetGroupFact(found, called: name)
            do throws(Gap) {
                let answer = try await ask(
                    ELBv2.DescribeTargetGroupAttributes.self,
                    ELBv2.DescribeTargetGroupAttributesInput(targetGroupArn: fact.arn))
                fact.deregistrationDelay = (answer.attributes ?? [])
                    .first { $0.key == "deregistration_delay.timeout_seconds" }?
                    .value.flatMap { Int64($0) }.map { .seconds($0) }
            } catch .denied {
                // Only the expected length of a deployment needs it: without the permission it stays unknown.
            }
            return fact
        }
    }

    func loadBalancers(of group: TargetGroupFact) async -> Fact<[LoadBalancerFact]> {
        guard !group.loadBalancers.isEmpty else { return .known([]) }
        return await .of { () throws(Gap) in
            let answer = try await ask(
                ELBv2.DescribeLoadBalancers.self,
                ELBv2.DescribeLoadBalancersInput(loadBalancerArns: group.loadBalancers))
            let balancers = (answer.loadBalancers ?? []).map(LoadBalancerFact.init)
            let whole = await each(balancers) { balancer in await completed(balancer) }
            var found: [LoadBalancerFact] = []
            for balancer in balancers {
                if let fact = whole[balancer] { found.append(try fact.known()) }
            }
            return found
        }
    }

    /// With its attributes and its listeners.
    private func completed(_ balancer: LoadBalancerFact) async -> Fact<LoadBalancerFact> {
        await .of { () throws(Gap) in
            async let timeout = idleTimeout(of: balancer)
            let input = ELBv2.DescribeListenersInput(loadBalancerArn: balancer.arn)
            let listeners = try await all(clients.elb.describeListenersPages(input)) { $0.listeners }
            let keyed = Dictionary(listeners.map { ($0.listenerArn ?? "", $0) }) { first, _ in first }
            let facts = await each(keyed.keys) { arn -> Fact<ListenerFact> in
                guard let listener = keyed[arn] else { return .missing }
                return await self.listener(listener, isApplication: balancer.type == "application")
            }
            var balancer = balancer
            balancer.idleTimeout = await timeout
            for listener in listeners {
                if let fact = facts[listener.listenerArn ?? ""] { balancer.listeners.append(try fact.known()) }
            }
            return balancer
        }
    }

    private func listener(_ listener: ELBv2.Listener, isApplication: Bool) async -> Fact<ListenerFact> {
        await .of { () throws(Gap) in
            var fact = ListenerFact(listener)
            guard isApplication else { return fact }
            let input = ELBv2.DescribeRulesInput(listenerArn: fact.arn)
            fact.rules = try await all(clients.elb.describeRulesPages(input)) { $0.rules }.map(RuleFact.init)
            fact.targetGroups = Set(fact.targetGroups + fact.rules.flatMap(\.targets).map(\.targetGroup)).sorted()
            guard fact.proto == "HTTPS" else { return fact }
            do throws(Gap) {
                let input = ELBv2.DescribeListenerCertificatesInput(listenerArn: fact.arn)
                let further = try await all(clients.elb.describeListenerCertificatesPages(input)) { $0.certificates }
                for arn in further.compactMap(\.certificateArn) where !fact.certificates.contains(arn) {
                    fact.certificates.append(arn)
                }
            } catch {
                // The listener names its default certificate itself; the others are judged where they can be seen.
            }
            return fact
        }
    }

    private func idleTimeout(of balancer: LoadBalancerFact) async -> Duration? {
        guard balancer.type == "application" else { return nil }
        do throws(Gap) {
            let answer = try await ask(
                ELBv2.DescribeLoadBalancerAttributes.self,
                ELBv2.DescribeLoadBalancerAttributesInput(loadBalancerArn: balancer.arn))
            return (answer.attributes ?? []).first { $0.key == "idle_timeout.timeout_seconds" }?
                .value.flatMap { Int64($0) }.map { .seconds($0) }
        } catch {
            // It only makes advice better; nothing is claimed without it.
            return nil
        }
    }

    /// The ACM certificates of the load balancers' listeners. Those of IAM and of other regions are not asked about.
    func certificates(of facts: Facts) async -> [String: Fact<CertificateFact>] {
        let balancers = facts.loadBalancers?.value ?? []
        let arns = balancers.flatMap { balancer in
            balancer.listeners.flatMap(\.certificates).filter { name in
                ARN(name).map { $0.service == "acm" && $0.region == ARN(balancer.arn)?.region } ?? false
            }
        }
        return await each(arns) { arn in
            await .of { () throws(Gap) in
                let answer = try await ask(
                    ACM.DescribeCertificate.self, ACM.DescribeCertificateRequest(certificateArn: arn),
                    missing: ["ResourceNotFoundException"])
                guard let found = answer.certificate else { throw .missing }
                return CertificateFact(found, arn: arn)
            }
        }
    }
}
