//! Partition against partition: how far a proposal is from a known decomposition, or from another proposal.
