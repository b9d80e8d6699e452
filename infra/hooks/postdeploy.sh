#!/bin/sh
exec node infra/hooks/postdeploy.mjs
