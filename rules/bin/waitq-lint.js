#!/usr/bin/env node
// Stands apart from dist/ so that npm finds something to link before the first build.
import '../dist/bundle/main.js';
