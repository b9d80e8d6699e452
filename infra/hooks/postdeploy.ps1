node infra/hooks/postdeploy.mjs
exit $LASTEXITCODE
