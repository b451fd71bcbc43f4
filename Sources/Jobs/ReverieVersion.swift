/// The version of Reverie, which pictures carry.
public enum ReverieVersion {
    /// `1.2.3`
    public static let current = "0.1.0"
}
