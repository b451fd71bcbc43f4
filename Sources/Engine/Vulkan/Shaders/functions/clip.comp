#version 450
#extension GL_GOOGLE_include_directive : require
#include "../function.glsl"

// first and second: the bounds. Strictly between them y lies where x does, so that x is not read on the way back.

float value(float x) { return min(max(x, first), second); }

float slope(float x, float y) { return y > first && y < second ? 1.0 : 0.0; }
