#version 450
#extension GL_GOOGLE_include_directive : require
#include "../function.glsl"

float value(float x) { return x / (1.0 + abs(x)); }

float slope(float x, float y) { float share = 1.0 / (1.0 + abs(x)); return share * share; }
