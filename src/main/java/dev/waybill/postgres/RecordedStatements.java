package dev.waybill.postgres;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import javax.sql.DataSource;

/** Connections that run every statement and write down its text and its values. For one thread. */
final class RecordedStatements {

    private final List<Recorded> recorded = new ArrayList<>();

    /**
     * One statement as it was sent.
     *
     * @param setters by position: how each value was bound
     */
    record Recorded(String text, TreeMap<Integer, Setter> setters) {
    }

    /** One call of a {@code set...} method of {@link PreparedStatement}. */
    record Setter(Method method, Object[] arguments) {

        Object value() {
            return arguments[1];
        }

        void bind(PreparedStatement statement, Object value) throws SQLException {
            Object[] changed = arguments.clone();
            changed[1] = value;
            call(statement, method, changed);
        }
    }

    /** In the order in which they were prepared. */
    List<Recorded> statements() {
        return List.copyOf(recorded);
    }

    DataSource over(DataSource source) {
        return (DataSource) proxy(DataSource.class, (proxy, method, arguments) -> {
            Object result = call(source, method, arguments);
            return result instanceof Connection connection ? over(connection) : result;
        });
    }

    private Connection over(Connection connection) {
        return (Connection) proxy(Connection.class, (proxy, method, arguments) -> {
            Object result = call(connection, method, arguments);
            if (result instanceof PreparedStatement statement) {
                Recorded now = new Recorded((String) arguments[0], new TreeMap<>());
                recorded.add(now);
                return over(statement, now);
            }
            return result;
        });
    }

    private static PreparedStatement over(PreparedStatement statement, Recorded now) {
        return (PreparedStatement) proxy(PreparedStatement.class, (proxy, method, arguments) -> {
            if (method.getName().startsWith("set") && arguments.length == 2 && arguments[0] instanceof Integer position) {
                now.setters().put(position, new Setter(method, arguments.clone()));
            }
            return call(statement, method, arguments);
        });
    }

    private static Object proxy(Class<?> type, InvocationHandler handler) {
        return Proxy.newProxyInstance(RecordedStatements.class.getClassLoader(), new Class<?>[] {type}, handler);
    }

    private static Object call(Object target, Method method, Object[] arguments) throws SQLException {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof SQLException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
