#version 450
// Attention, head by head, a group of 128 for each query, or on the way back to keys and values for each key; nothing of the size of queries
// times keys is held (Dao et al., "FlashAttention", 2022). With pᵢⱼ = e^(sᵢⱼ − lᵢ), lᵢ being the logarithm of the sum, and δᵢ = ⟨gᵢ, yᵢ⟩:
// ∂/∂vⱼ = Σ pᵢⱼ·gᵢ, ∂/∂sᵢⱼ = pᵢⱼ·(⟨gᵢ, vⱼ⟩ − δᵢ).
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"
#include "elementary.glsl"

layout(local_size_x = 128) in;
/// 0 forward; on the way back 1 makes δ, 2 goes to queries, 3 to keys, 4 to values.
layout(constant_id = 0) const uint turn = 0;

layout(push_constant, std430) uniform Call {
    Numbers q;
    Numbers k;
    Numbers v;
    Numbers y;
    Numbers seed;
    Numbers target;
    /// By head and query: l.
    Floats logarithms;
    /// By head and query: δ.
    Floats agreements;
    /// [1 or rows][1 or heads][query][key]
    Floats bias;
    uint accumulates;
    uint heads;
    /// Channels of a head, of queries and keys, and of values.
    uint inner;
    uint outer;
    /// That attend to each other, and how many there are in all.
    uint queries;
    uint keys;
    uint query_area;
    uint key_area;
    float scale;
    /// From one row's biases to the next one's, and from one head's; and whether there are any.
    uint bias_row;
    uint bias_head;
    uint is_biased;
};

const uint lanes = 128;

/// Of the group's own query or key: its vector, and that of its seed or value.
shared float own[256];
shared float other[256];
shared float shares[lanes];

uint head, item, row;
/// Of the group's own query: l.
float own_logarithm;

/// s, of a query and a key of the group's head and row, one of which is the group's own.
float score(uint query, uint key) {
    float sum = 0.0;
    if (turn < 3) for (uint c = 0; c < inner; ++c) sum += own[c] * float(k.at[(head * inner + c) * key_area + key]);
    else for (uint c = 0; c < inner; ++c) sum += own[c] * float(q.at[(head * inner + c) * query_area + query]);
    sum *= scale;
    if (is_biased != 0)
        sum += bias.at[row * bias_row + head * bias_head + (query - row * queries) * keys + key - row * keys];
    return sum;
}

/// What the group's sum takes of a query and a key.
float share(uint query, uint key) {
    uint at = head * query_area + query;
    float p = exact_exp(score(query, key) - (turn == 0 ? own_logarithm : logarithms.at[at]));
    if (turn == 0 || turn == 4) return p;
    float product = 0.0;
    if (turn == 2) for (uint c = 0; c < outer; ++c) product += other[c] * float(v.at[(head * outer + c) * key_area + key]);
    else for (uint c = 0; c < outer; ++c) product += other[c] * float(seed.at[(head * outer + c) * query_area + query]);
    return p * (product - agreements.at[at]) * scale;
}

/// Finds l of the group's own query, and leaves it for the way back.
void find_logarithm(uint lane) {
    float most = -infinity, sum = 0.0;
    for (uint j = lane; j < keys; j += lanes) {
        float s = score(item, row * keys + j);
        if (s == -infinity) continue;
        float larger = max(most, s);
        sum = sum * exact_exp(most - larger) + exact_exp(s - larger);
        most = larger;
    }
    shares[lane] = most;
    barrier();
    for (uint width = lanes / 2; width > 0; width /= 2) {
        if (lane < width) shares[lane] = max(shares[lane], shares[lane + width]);
        barrier();
    }
    float largest = shares[0];
    barrier();
    shares[lane] = sum == 0.0 ? 0.0 : sum * exact_exp(most - largest);
    barrier();
    for (uint width = lanes / 2; width > 0; width /= 2) {
        if (lane < width) shares[lane] += shares[lane + width];
        barrier();
    }
    own_logarithm = largest + exact_log(shares[0]);
    if (lane == 0) logarithms.at[head * query_area + item] = own_logarithm;
    barrier();
}

void main() {
    uint lane = gl_LocalInvocationID.x;
    if (turn == 1) {
        uint i = place();
        if (i >= heads * query_area) return;
        float sum = 0.0;
        for (uint c = 0; c < outer; ++c) {
            uint at = (i / query_area * outer + c) * query_area + i % query_area;
            sum += float(seed.at[at]) * float(y.at[at]);
        }
        agreements.at[i] = sum;
        return;
    }
    bool is_query = turn == 0 || turn == 2;
    uint area = is_query ? query_area : key_area;
    bool is_there = group() < heads * area;
    // Those beyond the end do the last one's work again, and write nothing.
    uint index = min(group(), heads * area - 1);
    head = index / area;
    item = index % area;
    row = item / (is_query ? queries : keys);
    for (uint c = lane; c < inner; c += lanes)
        own[c] = is_query ? float(q.at[(head * inner + c) * query_area + item]) : float(k.at[(head * inner + c) * key_area + item]);
    for (uint c = lane; c < outer; c += lanes)
        other[c] = is_query ? float(seed.at[(head * outer + c) * query_area + item]) : float(v.at[(head * outer + c) * key_area + item]);
    barrier();
    if (turn == 0) find_logarithm(lane);

    // The group's own vector is made of those of the others, of these channels: two for each invocation at most.
    uint channels = turn == 0 || turn == 4 ? outer : inner;
    uint others = is_query ? keys : queries, other_area = is_query ? key_area : query_area;
    float sums[2] = float[2](0.0, 0.0);
    for (uint first = 0; first < others; first += lanes) {
        uint at = row * others + first + lane;
        shares[lane] = first + lane < others ? (is_query ? share(item, at) : share(at, item)) : 0.0;
        barrier();
        uint count = min(lanes, others - first);
        for (uint n = 0; n < 2; ++n) {
            uint c = lane + n * lanes;
            if (c >= channels) break;
            uint line = (head * channels + c) * other_area + row * others + first;
            float sum = 0.0;
            for (uint t = 0; t < count; ++t) {
                float number = turn == 0 ? float(v.at[line + t]) : turn == 2 ? float(k.at[line + t]) : turn == 3 ? float(q.at[line + t]) : float(seed.at[line + t]);
                sum += shares[t] * number;
            }
            sums[n] += sum;
        }
        barrier();
    }
    for (uint n = 0; n < 2; ++n) {
        uint c = lane + n * lanes;
        if (!is_there || c >= channels) break;
        uint at = (head * channels + c) * area + item;
        if (turn == 0) y.at[at] = Number(sums[n]);
        else target.at[at] = Number(accumulates != 0 ? float(target.at[at]) + sums[n] : sums[n]);
    }
}
