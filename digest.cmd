@echo off
rem digest COMMAND: the program, in its own folder, with the Node that npm ci brought, else with the system's.
setlocal
rem Files named on the command line are relative to the folder in which it was typed.
set "DIGEST_CALLER_DIR=%CD%"
cd /d "%~dp0"
set "NODE=node_modules\node\bin\node.exe"
if not exist "%NODE%" set "NODE=node"
if not defined NODE_COMPILE_CACHE set "NODE_COMPILE_CACHE=%TEMP%\node-compile-cache"
"%NODE%" src\main.ts %*
