#version 450
// What a network sees of a canvas through an affine map, as `view.comp` has it without one: four pixels around each place, weighted by
// nearness; and the way back, in which every pixel of the canvas looks for the places that it has a share in, in an order that does not change.
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"

layout(local_size_x = 256) in;
layout(constant_id = 0) const uint is_back = 0;

layout(push_constant, std430) uniform Call {
    Numbers canvas;
    Numbers seen;
    /// How far the canvas is shifted down and to the right; from places of the view to places of the frame, across and down; that without its
    /// shift turned round; the first and the last row and column of the frame, or beyond it, that are read; what is past the frame's edges
    /// above and across (0 wrapped, 1 mirrored, 2 the outermost, 3 a level), and the level; by plane of the canvas, what levels are multiplied
    /// by and raised.
    Floats told;
    uint accumulates;
    uint height;
    uint width;
    /// Where the frame's first pixel lies on the canvas, and how large it is.
    int top;
    int left;
    uint frame_height;
    uint frame_width;
    uint seen_height;
    uint seen_width;
    /// By plane of what is made: the plane that it is made of, what that is multiplied by, and raised.
    uint source[3];
    float factor[3];
    float raise[3];
};

/// The pixel of the frame at a place; −1 where there is none.
int pixel(int place, uint size, uint edge) {
    if (place >= 0 && place < int(size)) return place;
    if (edge == 0) return int(around(place, size));
    if (edge == 2) return place < 0 ? 0 : int(size) - 1;
    if (edge == 3) return -1;
    uint rest = around(place, 2 * size);
    return int(rest < size ? rest : 2 * size - 1 - rest);
}

/// Where a pixel of the view lies, and what its four neighbours weigh.
void split(uint row, uint column, out ivec2 corner, out vec2 rest) {
    precise float x = float(column) + 0.5, y = float(row) + 0.5;
    precise float across = told.at[2] * x + told.at[3] * y + told.at[4] - 0.5;
    precise float down = told.at[5] * x + told.at[6] * y + told.at[7] - 0.5;
    vec2 whole = vec2(floor(across), floor(down));
    corner = ivec2(whole);
    rest = vec2(across - whole.x, down - whole.y);
}

float level(uint plane, int row, int column) {
    if (row < 0 || column < 0) return told.at[18];
    uint y = around(row + top - int(told.at[0]), height), x = around(column + left - int(told.at[1]), width);
    return clamp(float(canvas.at[(plane * height + y) * width + x]), 0.0, 255.0);
}

/// The places at which a pixel of the frame is read: from the first to the last, so far apart. Of mirrored ones there are two kinds.
void places(uint place, uint size, uint edge, int least, int most, bool is_mirrored, out int first, out int last, out int apart) {
    int own = int(place);
    first = last = own;
    apart = 1;
    if (edge == 2) {
        if (own == 0) first = min(least, 0);
        if (own == int(size) - 1) last = max(most, own);
    }
    if (edge < 2) {
        apart = int(edge == 0 ? size : 2 * size);
        if (is_mirrored) own = 2 * int(size) - 1 - own;
        first = own - (own - least) / apart * apart;
        if (own < least) first = own + (least - own + apart - 1) / apart * apart;
        last = most;
    }
}

/// What the places around one of the frame's say of it.
float shares(uint plane, int row, int column) {
    float x = float(column) + 0.5 - told.at[4], y = float(row) + 0.5 - told.at[7];
    float across = told.at[8] * x + told.at[9] * y, down = told.at[10] * x + told.at[11] * y;
    float wide = abs(told.at[8]) + abs(told.at[9]) + 0.01, high = abs(told.at[10]) + abs(told.at[11]) + 0.01;
    int first_row = max(int(ceil(down - high - 0.5)), 0), last_row = min(int(floor(down + high - 0.5)), int(seen_height) - 1);
    int first = max(int(ceil(across - wide - 0.5)), 0), last = min(int(floor(across + wide - 0.5)), int(seen_width) - 1);
    float sum = 0.0;
    for (int r = first_row; r <= last_row; ++r)
        for (int c = first; c <= last; ++c) {
            ivec2 corner;
            vec2 rest;
            split(uint(r), uint(c), corner, rest);
            int right = column - corner.x, below = row - corner.y;
            if (right < 0 || right > 1 || below < 0 || below > 1) continue;
            float weight = (right == 0 ? 1.0 - rest.x : rest.x) * (below == 0 ? 1.0 - rest.y : rest.y);
            sum += weight * float(seen.at[(plane * seen_height + uint(r)) * seen_width + uint(c)]);
        }
    return sum;
}

void main() {
    uint i = place();
    uint edge_down = uint(told.at[16]), edge_across = uint(told.at[17]);
    if (is_back == 0) {
        if (i >= 3 * seen_height * seen_width) return;
        uint c = i / (seen_height * seen_width), plane = source[c];
        ivec2 corner;
        vec2 rest;
        split(i / seen_width % seen_height, i % seen_width, corner, rest);
        int upper = pixel(corner.y, frame_height, edge_down), lower = pixel(corner.y + 1, frame_height, edge_down);
        int before = pixel(corner.x, frame_width, edge_across), behind = pixel(corner.x + 1, frame_width, edge_across);
        float value = (1.0 - rest.x) * (1.0 - rest.y) * level(plane, upper, before)
            + rest.x * (1.0 - rest.y) * level(plane, upper, behind) + (1.0 - rest.x) * rest.y * level(plane, lower, before)
            + rest.x * rest.y * level(plane, lower, behind);
        value = value * told.at[19 + plane] + told.at[22 + plane];
        seen.at[i] = Number(value * factor[c] + raise[c]);
        return;
    }
    if (i >= 3 * height * width) return;
    uint c = i / (height * width);
    int row = int(i / width % height), column = int(i % width);
    int least_row = int(told.at[12]), most_row = int(told.at[13]), least = int(told.at[14]), most = int(told.at[15]);
    float sum = 0.0;
    for (uint y = around(row + int(told.at[0]) - top, height); y < frame_height; y += height)
        for (uint x = around(column + int(told.at[1]) - left, width); x < frame_width; x += width)
            for (uint turn = 0; turn < (edge_down == 1 ? 2 : 1); ++turn) {
                int first_row, last_row, apart_down;
                places(y, frame_height, edge_down, least_row, most_row, turn == 1, first_row, last_row, apart_down);
                for (int r = first_row; r <= last_row; r += apart_down)
                    for (uint side = 0; side < (edge_across == 1 ? 2 : 1); ++side) {
                        int first, last, apart;
                        places(x, frame_width, edge_across, least, most, side == 1, first, last, apart);
                        for (int s = first; s <= last; s += apart) sum += shares(source[c], r, s);
                    }
            }
    sum *= factor[c] * told.at[19 + c];
    canvas.at[i] = Number(accumulates != 0 ? float(canvas.at[i]) + sum : sum);
}
