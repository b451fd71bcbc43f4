#version 450
#extension GL_GOOGLE_include_directive : require
#include "../function.glsl"

// first and second: the bounds, at which a gradient passes, too.

float value(float x) { return min(max(x, first), second); }

float slope(float x, float y) { return x >= first && x <= second ? 1.0 : 0.0; }
