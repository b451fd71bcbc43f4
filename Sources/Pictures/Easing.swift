/// 0 up to `low`, 1 from `high` on, and between them 3t² − 2t³; 0 for what is no number.
@inline(__always)
func smoothstep(_ low: Float, _ high: Float, _ x: Float) -> Float {
    let t = min(max(0, (x - low) / (high - low)), 1)
    return t * t * (3 - 2 * t)
}
